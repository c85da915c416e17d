/** What a command to the database reads and writes, so that it is known which of two could come first. */
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { NotSimulatedError } from "../errors.ts";
import type { Scheduler } from "../scheduler.ts";

export interface Access {
  table: string;
  /** Absent: any row of the table. */
  partition?: string;
  /** Absent: any row of the partition. */
  sort?: string;
  writes: boolean;
}

type Database = Pick<DynamoDBDocumentClient, "send">;
type Key = Readonly<Record<string, unknown>>;

/** Before each call others may go first, who are told what it is going to touch; the call is one moment. */
export function inSteps(database: Database, scheduler: Scheduler): Database {
  const send = async (command: { input: object }): Promise<unknown> => {
    await scheduler.pause(JSON.stringify(accessesOf(command)));
    return database.send(command as never);
  };
  return { send: send as Database["send"] };
}

/** What {@link inSteps} has told. Whatever else somebody is about to do touches nothing. */
export function accessesIn(what: string): readonly Access[] {
  return what.startsWith("[") ? (JSON.parse(what) as Access[]) : [];
}

/** Whether it makes a difference which of the two comes first. */
export function collide(some: readonly Access[], others: readonly Access[]): boolean {
  return some.some((a) =>
    others.some(
      (b) =>
        (a.writes || b.writes) &&
        a.table === b.table &&
        overlap(a.partition, b.partition) &&
        overlap(a.sort, b.sort),
    ),
  );
}

const overlap = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

function accessesOf(command: { input: object }): Access[] {
  if (command instanceof BatchGetCommand) {
    return Object.entries(command.input.RequestItems ?? {}).flatMap(([table, { Keys = [] }]) =>
      Keys.map((key) => accessOf(table, key, false)),
    );
  }
  if (command instanceof TransactWriteCommand) {
    return (command.input.TransactItems ?? []).map(({ Put, Update, Delete, ConditionCheck }) =>
      ConditionCheck === undefined
        ? single(Put ?? Update ?? Delete ?? {}, true)
        : single(ConditionCheck, false),
    );
  }
  if (command instanceof QueryCommand) return [queried(command.input)];
  return [single(command.input, !(command instanceof GetCommand))];
}

function single(input: object, writes: boolean): Access {
  const { TableName: table, Key: key, Item: item } = input as Record<string, unknown>;
  return accessOf(String(table), (key ?? item) as Key, writes);
}

/** All keys of all tables: `k` and `s`, or `id`. */
function accessOf(table: string, key: Key, writes: boolean): Access {
  const { id, k = id, s } = key;
  if (typeof k !== "string") throw new NotSimulatedError("a key that is none of the tables'");
  return { table, partition: k, ...(typeof s === "string" && { sort: s }), writes };
}

/** By an index: whatever is written to the table may come into it. */
function queried({ TableName: table = "", IndexName, ...query }: QueryCommand["input"]): Access {
  const partition: unknown = query.ExpressionAttributeValues?.[":k"];
  const isPartition = IndexName === undefined && typeof partition === "string";
  return { table, ...(isPartition && { partition }), writes: false };
}
