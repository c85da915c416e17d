/** Every quarter of an hour: signs where the audit's chains end. The only one who holds the key for it. */
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { runBySchedule } from "./schedule.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

const memoryMb = 512;
const retriesMax = 2;

export class AuditDigest extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, deployment: TenantDeployment) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { audit } = data.tables;
    const description = `Signs the audit of ${tenant.tenant}`;
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key: data.key });
    this.function = deployFunction(this, deployment, {
      description,
      source: sourceName(tenant.tenant, "audit-digest"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.auditDigest,
      environment: { AUDIT_TABLE: audit.tableName },
      parameters: ["keys/audit"],
      tables: [{ table: audit, actions: ["Query", "PutItem"] }],
    });
    // What is younger than the last digest is held by its chain alone: this is how long that may be.
    runBySchedule(this, "EveryQuarter", {
      description,
      target: this.function,
      expression: "rate(15 minutes)",
      retriesMax,
    });
  }
}
