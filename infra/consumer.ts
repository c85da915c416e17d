/** The consumer: the only function that writes persons. */
import { Duration } from "aws-cdk-lib";
import {
  EventSourceMapping,
  type Function as LambdaFunction,
  RecursiveLoop,
} from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { eventsByPerson } from "#shared/stores/tables.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { consumeActions, type TableAccess } from "./permissions.ts";
import { sourceName } from "./sources.ts";
import { tableNames } from "./table-names.ts";
import type { Tables } from "./tables.ts";
import { timeoutSeconds } from "./timeouts.ts";

/**
 * A batch is folded before it is written: ten events of one person are one update of its record, so
 * that larger batches cost fewer units under load. A second of waiting is all a quiet hour pays.
 */
const batchSize = 100;
const batchWindowSeconds = 1;
/** Opening, normalising and hashing are processor work; memory is how Lambda sells processors. */
const memoryMb = 1024;

/**
 * Deciding who is who reads what an identifier leads to and all events of whom it takes apart. What it
 * deletes says nothing true any more: edges, keys of nobody, the log of a settlement.
 */
const access = ({ index, events, people, keys, reviews }: Tables): TableAccess[] => [
  {
    table: index,
    actions: ["BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
  },
  { table: events, actions: ["GetItem", "BatchGetItem", "PutItem"] },
  { table: events, index: eventsByPerson, actions: ["Query"] },
  { table: people, actions: ["BatchGetItem", "PutItem", "UpdateItem", "ConditionCheckItem"] },
  { table: keys, actions: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"] },
  { table: reviews, actions: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"] },
];

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
      },
      parameters: ["keys/queue", "keys/person", "keys/index", "keys/event", "keys/quarantine"],
      tables: access(tables),
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
