/** Once a day: destroys the keys and rows of quarantine whose time is over. */
import { Aws } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import { reviewsByKind } from "#shared/stores/tables.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

const memoryMb = 512;
/** Nobody waits for it: EventBridge may choose the minute. */
const windowMinutes = 60;
const attemptsMax = 3;

export class Expiry extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, deployment: TenantDeployment) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { reviews, keys } = data.tables;
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key: data.key });
    this.function = deployFunction(this, deployment, {
      description: `Destroys expired quarantine of ${tenant.tenant}`,
      source: sourceName(tenant.tenant, "expire"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.expire,
      environment: { REVIEWS_TABLE: reviews.tableName, KEYS_TABLE: keys.tableName },
      tables: [
        { table: reviews, actions: ["DeleteItem"] },
        { table: reviews, index: reviewsByKind, actions: ["Query"] },
        { table: keys, actions: ["DeleteItem"] },
      ],
    });
    new CfnSchedule(this, "Daily", {
      description: `Destroys expired quarantine of ${tenant.tenant}`,
      scheduleExpression: "rate(1 day)",
      flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: windowMinutes },
      target: {
        arn: this.function.functionArn,
        roleArn: this.schedulerRole().roleArn,
        // At least once anyhow: the job is the same however often it runs.
        retryPolicy: { maximumRetryAttempts: attemptsMax },
      },
    });
  }

  private schedulerRole(): Role {
    const invoke = new PolicyStatement({
      sid: "InvokeExpire",
      actions: ["lambda:InvokeFunction"],
      resources: [this.function.functionArn],
    });
    return new Role(this, "SchedulerRole", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: { Own: new PolicyDocument({ statements: [invoke] }) },
    });
  }
}
