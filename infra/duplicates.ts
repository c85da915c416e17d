/** The lane of possible duplicates: beside the hot path, and never in its way. */
import { Duration } from "aws-cdk-lib";
import { EventSourceMapping, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { consumeActions } from "./permissions.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

const batchSize = 10;
/** Nobody waits for it: a quarter of a minute gathers what would be many short runs. */
const batchWindowSeconds = 15;
const memoryMb = 512;
/** The least Lambda allows: a flood of new people may be compared later, the tables are for the events. */
const concurrencyMax = 2;

export class Duplicates extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, deployment: TenantDeployment) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { index, people, keys, reviews } = data.tables;
    const { candidates } = data.queues;
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key: data.key });
    this.function = deployFunction(this, deployment, {
      description: `Finds who may be twice among the people of ${tenant.tenant}`,
      source: sourceName(tenant.tenant, "duplicates"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.duplicates,
      environment: {
        INDEX_TABLE: index.tableName,
        PEOPLE_TABLE: people.tableName,
        KEYS_TABLE: keys.tableName,
        REVIEWS_TABLE: reviews.tableName,
      },
      parameters: ["keys/person", "keys/index"],
      tables: [
        { table: index, actions: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"] },
        { table: people, actions: ["BatchGetItem"] },
        { table: keys, actions: ["BatchGetItem"] },
        { table: reviews, actions: ["BatchGetItem", "UpdateItem"] },
      ],
      queues: [{ queue: candidates, actions: consumeActions }],
    });
    new EventSourceMapping(this, "Source", {
      target: this.function,
      eventSourceArn: candidates.queueArn,
      batchSize,
      maxBatchingWindow: Duration.seconds(batchWindowSeconds),
      maxConcurrency: concurrencyMax,
      reportBatchItemFailures: true,
    });
  }
}
