/** Once a day: destroys the keys and rows of quarantine whose time is over. */
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { reviewsByKind } from "#shared/stores/tables.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { runBySchedule } from "./schedule.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

const memoryMb = 512;
/** Nobody waits for it: EventBridge may choose the minute. */
const windowMinutes = 60;
const retriesMax = 3;

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
    runBySchedule(this, "Daily", {
      description: `Destroys expired quarantine of ${tenant.tenant}`,
      target: this.function,
      expression: "rate(1 day)",
      windowMinutes,
      retriesMax,
    });
  }
}
