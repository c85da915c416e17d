/** Strongly consistent reads of many items in few calls. */
import { setTimeout as sleep } from "node:timers/promises";
import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { ThrottledError } from "./errors.ts";
import type { Store } from "./tables.ts";

export type Key = Readonly<Record<string, string>>;
export type Row = Readonly<Record<string, unknown>>;

/** The service's limit for one call. */
const keysPerCallMax = 100;
const attemptsMax = 6;
const firstPauseMs = 25;

/** Items by table. Missing ones are absent; order is the service's. Keys of one table must differ. */
export async function batchGet(
  { database }: Pick<Store, "database">,
  keysByTable: Readonly<Record<string, readonly Key[]>>,
): Promise<Record<string, Row[]>> {
  const wanted = Object.entries(keysByTable).flatMap(([table, keys]) =>
    keys.map((key) => ({ table, key })),
  );
  const found: Record<string, Row[]> = {};
  for (let at = 0; at < wanted.length; at += keysPerCallMax) {
    let waiting = requestOf(wanted.slice(at, at + keysPerCallMax));
    for (let attempt = 1; Object.keys(waiting).length > 0; attempt++) {
      if (attempt > attemptsMax) throw new ThrottledError("reads stay unprocessed");
      if (attempt > 1) await sleep(firstPauseMs * 2 ** attempt);
      const answer = await database.send(new BatchGetCommand({ RequestItems: waiting }));
      for (const [table, rows] of Object.entries(answer.Responses ?? {})) {
        (found[table] ??= []).push(...rows);
      }
      waiting = answer.UnprocessedKeys ?? {};
    }
  }
  return found;
}

type Request = NonNullable<BatchGetCommand["input"]["RequestItems"]>;

function requestOf(wanted: readonly { table: string; key: Key }[]): Request {
  const request: Request = {};
  for (const { table, key } of wanted) {
    (request[table] ??= { ConsistentRead: true, Keys: [] }).Keys?.push(key);
  }
  return request;
}
