/** What is still to be done because a request moved: written with the move, so that nothing is forgotten. */
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { Instant } from "#shared/domain/event.ts";
import { lastWindow, type Window } from "#shared/domain/privacy/certificate.ts";
import { type PrivacyRequest, RequestState, restrictedBy } from "#shared/domain/privacy/request.ts";
import { queryAll } from "../query-all.ts";
import type { Store } from "../tables.ts";
import { put, type Write } from "../writes.ts";
import { taskPartition } from "./rows.ts";

/** Restrictions of persons that a request asks for, or asks for no more. */
export const RestrictionTask = z.object({
  s: z.string(),
  kind: z.literal("restriction"),
  request: z.string(),
  /** The version of the request that asked for it: a later one may ask for something else. */
  version: z.int(),
  /** Who may be restricted because of it, beside those who shall be. */
  people: z.array(z.string()),
});
export type RestrictionTask = z.infer<typeof RestrictionTask>;

/** One word to one listener about one state. */
export const CallbackTask = z.object({
  s: z.string(),
  kind: z.literal("callback"),
  request: z.string(),
  state: RequestState,
  dueAt: Instant,
  at: Instant,
  url: z.string(),
  attempts: z.int(),
  /** Not before. */
  nextAt: Instant,
});
export type CallbackTask = z.infer<typeof CallbackTask>;

/** To look once more, when no copy of what was erased can lie anywhere. */
export const SweepTask = z.object({
  s: z.string(),
  kind: z.literal("sweep"),
  request: z.string(),
  /** Not before. */
  at: Instant,
});
export type SweepTask = z.infer<typeof SweepTask>;

const Task = z.discriminatedUnion("kind", [RestrictionTask, CallbackTask, SweepTask]);
export type Task = z.infer<typeof Task>;

interface Move {
  before: PrivacyRequest | undefined;
  after: PrivacyRequest;
  version: number;
  at: string;
  dueAt: string;
  callbacks: readonly string[];
}

/** What a move leaves to do. */
export function taskWrites(move: Move, { tables }: Store): Write[] {
  const tasks = [...restrictionTasks(move), ...callbackTasks(move)];
  return tasks.map((task) => put(tables.privacy, { k: taskPartition, ...task }));
}

function restrictionTasks({ before, after, version }: Move): RestrictionTask[] {
  const were = before === undefined ? [] : restrictedBy(before);
  const are = restrictedBy(after);
  const same = were.length === are.length && were.every((id) => are.includes(id));
  if (same) return [];
  const { id } = after;
  const s = `restriction#${id}#${String(version).padStart(6, "0")}`;
  return [{ s, kind: "restriction", request: id, version, people: [...were] }];
}

function callbackTasks({ before, after, version, at, dueAt, callbacks }: Move): CallbackTask[] {
  if (before?.state === after.state) return [];
  const { id, state } = after;
  return callbacks.map((url, n) => ({
    s: `callback#${id}#${String(version).padStart(6, "0")}#${n}`,
    kind: "callback",
    request: id,
    state,
    dueAt,
    at,
    url,
    attempts: 0,
    nextAt: at,
  }));
}

/** Of one kind, and of one request where one is named; in the order in which they arose. */
export async function readTasks<Kind extends Task["kind"]>(
  kind: Kind,
  store: Store,
  requestId = "",
): Promise<Extract<Task, { kind: Kind }>[]> {
  const rows = await queryAll(
    {
      TableName: store.tables.privacy,
      KeyConditionExpression: "k = :k AND begins_with(s, :s)",
      ExpressionAttributeValues: { ":k": taskPartition, ":s": `${kind}#${requestId}` },
      ConsistentRead: true,
    },
    store,
  );
  const isOfKind = (task: Task): task is Extract<Task, { kind: Kind }> => task.kind === kind;
  return rows.map((row) => Task.parse(row)).filter(isOfKind);
}

export async function planSweep(
  { request, windows }: { request: string; windows: readonly Window[] },
  { database, tables }: Store,
): Promise<void> {
  const task: SweepTask = {
    s: `sweep#${request}`,
    kind: "sweep",
    request,
    at: lastWindow(windows),
  };
  await database.send(
    new PutCommand({ TableName: tables.privacy, Item: { k: taskPartition, ...task } }),
  );
}

export async function endTask({ s }: Pick<Task, "s">, { database, tables }: Store) {
  await database.send(
    new DeleteCommand({ TableName: tables.privacy, Key: { k: taskPartition, s } }),
  );
}

/** Puts a callback off until it is tried again. */
export async function postponeTask(task: CallbackTask, { database, tables }: Store) {
  await database.send(
    new PutCommand({ TableName: tables.privacy, Item: { k: taskPartition, ...task } }),
  );
}
