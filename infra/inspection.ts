/** Every hour: goes on through all records, a bounded part at a time; a whole takes at most once a week. */
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { eventsByPerson } from "#shared/stores/tables.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { runBySchedule } from "./schedule.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

/** All events of one person at a time, and the sums of four weeks. */
const memoryMb = 1024;
/** The next run goes on where this one was. */
const retriesMax = 0;
/** Nobody waits for it: EventBridge may choose the minute. */
const windowMinutes = 15;

export class Inspection extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, deployment: TenantDeployment) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { events, people, keys, quality } = data.tables;
    const description = `Inspects the counters of ${tenant.tenant} against all records`;
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key: data.key });
    this.function = deployFunction(this, deployment, {
      description,
      source: sourceName(tenant.tenant, "inspection"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.inspection,
      environment: {
        EVENTS_TABLE: events.tableName,
        PEOPLE_TABLE: people.tableName,
        KEYS_TABLE: keys.tableName,
        QUALITY_TABLE: quality.tableName,
      },
      parameters: ["keys/queue", "keys/event", "keys/person"],
      tables: [
        { table: people, actions: ["Scan", "BatchGetItem"] },
        { table: keys, actions: ["BatchGetItem"] },
        { table: events, actions: ["BatchGetItem"] },
        { table: events, index: eventsByPerson, actions: ["Query"] },
        { table: quality, actions: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"] },
      ],
    });
    runBySchedule(this, "Hourly", {
      description,
      target: this.function,
      expression: "rate(1 hour)",
      windowMinutes,
      retriesMax,
    });
  }
}
