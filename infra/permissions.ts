/** IAM statements: exact actions on exact resources, written down rather than granted by helpers. */
import { Aws, type Stack } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { KeyPurpose } from "#shared/vault/key-material.ts";

/** Where a tenant's keys and secrets are put, outside of every template. */
export const parameterPrefix = (tenant: string): string => `/tributary/${tenant}`;

export type ParameterName = `keys/${KeyPurpose}` | `channels/${string}` | `tokens/${string}`;

export interface ParameterAccess {
  stack: Stack;
  tenant: string;
  key: IKey;
  names: readonly ParameterName[];
}

/**
 * Reads these parameters and no others. Each SecureString is encrypted with its own ARN as context,
 * so the key opens nothing else for this function: docs.aws.amazon.com, services-parameter-store.
 */
export function readParameters({ stack, tenant, key, names }: ParameterAccess): PolicyStatement[] {
  if (names.length === 0) return [];
  const prefix = parameterPrefix(tenant).slice(1);
  const arns = names.map((name) =>
    stack.formatArn({ service: "ssm", resource: "parameter", resourceName: `${prefix}/${name}` }),
  );
  return [
    new PolicyStatement({
      sid: "ReadParameters",
      actions: ["ssm:GetParameters"],
      resources: arns,
    }),
    new PolicyStatement({
      sid: "DecryptParameters",
      actions: ["kms:Decrypt"],
      resources: [key.keyArn],
      conditions: {
        StringEquals: {
          "kms:ViaService": viaService(stack, "ssm"),
          "kms:EncryptionContext:PARAMETER_ARN": arns,
        },
      },
    }),
  ];
}

const readActions = ["GetItem", "BatchGetItem", "Query", "Scan"] as const;
const writeActions = ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"] as const;
export type TableAction = (typeof readActions)[number] | (typeof writeActions)[number];

/** What a function does on one table, or on one of its indexes. */
export interface TableAccess {
  table: Table;
  index?: string;
  actions: readonly TableAction[];
}

export function useTables(
  accesses: readonly TableAccess[],
  { stack, key }: { stack: Stack; key: IKey },
): PolicyStatement[] {
  if (accesses.length === 0) return [];
  const statements = accesses.map(
    ({ table, index, actions }) =>
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [index === undefined ? table.tableArn : `${table.tableArn}/index/${index}`],
      }),
  );
  const writes = accesses.some(({ actions }) =>
    actions.some((action) => writeActions.some((write) => write === action)),
  );
  return [...statements, useTableKey({ stack, key, writes })];
}

/**
 * DynamoDB uses the tables' key in the name of whoever calls it, and this lets nobody use the key
 * in any other way. The actions are those DynamoDB asks for: docs.aws.amazon.com, services-dynamodb.
 */
function useTableKey(access: { stack: Stack; key: IKey; writes: boolean }): PolicyStatement {
  const { stack, key, writes } = access;
  const forWriting = [
    "kms:Encrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
  ];
  return new PolicyStatement({
    sid: "UseTableKey",
    actions: ["kms:Decrypt", "kms:DescribeKey", ...(writes ? forWriting : [])],
    resources: [key.keyArn],
    conditions: { StringEquals: { "kms:ViaService": viaService(stack, "dynamodb") } },
  });
}

const viaService = (stack: Stack, service: string): string =>
  `${service}.${stack.region}.${Aws.URL_SUFFIX}`;

type QueueAction = "SendMessage" | "ReceiveMessage" | "DeleteMessage" | "GetQueueAttributes";

/** SendMessage also authorises SendMessageBatch. */
export interface QueueAccess {
  queue: IQueue;
  actions: readonly QueueAction[];
}

/** What Lambda's poller does in a function's name: docs.aws.amazon.com, lambda, services-sqs-configure. */
export const consumeActions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] as const;

export function useQueues(accesses: readonly QueueAccess[]): PolicyStatement[] {
  return accesses.map(
    ({ queue, actions }) =>
      new PolicyStatement({
        actions: actions.map((action) => `sqs:${action}`),
        resources: [queue.queueArn],
      }),
  );
}

/** A topic under the tenant's key: SNS uses it in the name of whoever publishes, and this for nothing else. */
export function publishTo(
  topics: readonly ITopic[],
  { stack, key }: { stack: Stack; key: IKey },
): PolicyStatement[] {
  if (topics.length === 0) return [];
  return [
    new PolicyStatement({
      sid: "Publish",
      actions: ["sns:Publish"],
      resources: topics.map(({ topicArn }) => topicArn),
    }),
    new PolicyStatement({
      sid: "UseTopicKey",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [key.keyArn],
      conditions: { StringEquals: { "kms:ViaService": viaService(stack, "sns") } },
    }),
  ];
}

/** The ARN of a log group ends in `:*`, its streams: their names are chosen by Lambda. */
export function writeLogs(logGroup: ILogGroup): PolicyStatement {
  return new PolicyStatement({
    sid: "WriteLogs",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroup.logGroupArn],
  });
}
