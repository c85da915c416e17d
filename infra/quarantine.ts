/** Drains the dead letters into the quarantine, where they last until a human decides. */
import { EventSourceMapping, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { consumeActions } from "./permissions.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

const batchSize = 10;
const memoryMb = 512;
/** The least Lambda allows: dead letters may wait, the tables' capacity is for the living. */
const concurrencyMax = 2;

export class Quarantine extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, deployment: TenantDeployment) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { reviews, keys } = data.tables;
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key: data.key });
    this.function = deployFunction(this, deployment, {
      description: `Keeps what ${tenant.tenant} could not process`,
      source: sourceName(tenant.tenant, "quarantine"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.quarantine,
      environment: { REVIEWS_TABLE: reviews.tableName, KEYS_TABLE: keys.tableName },
      parameters: ["keys/queue", "keys/quarantine"],
      tables: [
        { table: reviews, actions: ["PutItem"] },
        { table: keys, actions: ["GetItem", "PutItem"] },
      ],
      queues: [{ queue: data.queues.deadLetters, actions: consumeActions }],
    });
    new EventSourceMapping(this, "Source", {
      target: this.function,
      eventSourceArn: data.queues.deadLetters.queueArn,
      batchSize,
      maxConcurrency: concurrencyMax,
      reportBatchItemFailures: true,
    });
  }
}
