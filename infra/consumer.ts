/** The consumer: the only function that writes persons. */
import { Duration } from "aws-cdk-lib";
import {
  EventSourceMapping,
  type Function as LambdaFunction,
  RecursiveLoop,
} from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { engineAccess } from "./engine-access.ts";
import { consumeActions } from "./permissions.ts";
import { sourceName } from "./sources.ts";
import { tableNames } from "./table-names.ts";
import { timeoutSeconds } from "./timeouts.ts";

/**
 * A batch is folded before it is written: ten events of one person are one update of its record, so
 * that larger batches cost fewer units under load. A second of waiting is all a quiet hour pays.
 */
const batchSize = 100;
const batchWindowSeconds = 1;
/** Opening, normalising and hashing are processor work; memory is how Lambda sells processors. */
const memoryMb = 1024;

export class Consumer extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, deployment: TenantDeployment) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { tables, queues, key } = data;
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key });
    this.function = deployFunction(this, deployment, {
      description: `Resolves the events of ${tenant.tenant} into persons`,
      source: sourceName(tenant.tenant, "consumer"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.consumer,
      environment: {
        EVENTS_QUEUE_URL: queues.events.queueUrl,
        CANDIDATES_QUEUE_URL: queues.candidates.queueUrl,
        ...tableNames(tables),
        QUALITY_TABLE: tables.quality.tableName,
      },
      parameters: ["keys/queue", "keys/person", "keys/index", "keys/event", "keys/quarantine"],
      tables: [...engineAccess(tables), { table: tables.quality, actions: ["UpdateItem"] }],
      queues: [
        { queue: queues.events, actions: [...consumeActions, "SendMessage"] },
        { queue: queues.candidates, actions: ["SendMessage"] },
      ],
      // An event that has to wait is sent anew. Lambda would take that for a runaway loop and,
      // after sixteen times or so, hand it to the dead letters: docs.aws.amazon.com, invocation-recursion.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    new EventSourceMapping(this, "Source", {
      target: this.function,
      eventSourceArn: queues.events.queueArn,
      batchSize,
      maxBatchingWindow: Duration.seconds(batchWindowSeconds),
      maxConcurrency: tenant.capacity.consumerConcurrencyMax,
      reportBatchItemFailures: true,
    });
  }
}
