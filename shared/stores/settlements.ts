/** Settlements as they are stored: what was asked, whose turn it is, and how far it has come. */
import {
  ConditionalCheckFailedException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { DanglingPointerError, LostTurnError } from "./errors.ts";
import type { Store } from "./tables.ts";
import { transact } from "./transact.ts";
import { put, remove, type Write } from "./writes.ts";

export const settlementKind = "settlement";

/**
 * `gathering`: its log can be taken back, row by row. `applying`: it can only go on.
 * Nothing in this row says anything about anybody.
 */
const SettlementRow = z.object({
  id: z.string(),
  kind: z.literal(settlementKind),
  /** When it was asked, or last taken up; only while it is open, so that the list has no others. */
  at: z.string().optional(),
  status: z.enum(["gathering", "applying", "done"]),
  /** How many rows its log has. */
  rows: z.int(),
  /** How many of them are applied. */
  applied: z.int(),
});
export type Progress = Pick<z.infer<typeof SettlementRow>, "status" | "rows" | "applied">;

/** The right to go on with a settlement, until somebody else takes it; `progress` is kept up to date. */
export interface Turn {
  readonly id: string;
  readonly token: string;
  progress: Progress;
}

/** What was asked is sealed under a key of its own, which is destroyed when it is answered. */
const keyIdOf = (id: string): string => `${settlementKind}:${id}`;
const questionIdOf = (id: string): string => `${id}#question`;
const placeOf = (id: string) => ({ store: "reviews", key: questionIdOf(id), version: 1 });

export interface NewSettlement {
  /** The same for the same question. */
  id: string;
  question: unknown;
  /** When it was asked. */
  at: string;
}

/** Keeps a question once, while it is open; one that was answered may be asked again. */
export async function keepSettlement(
  { id, question, at }: NewSettlement,
  store: Store,
): Promise<void> {
  const { tables, vault } = store;
  const { key, wrapped } = vault.newDataKey("person", keyIdOf(id));
  const row: z.input<typeof SettlementRow> = {
    id,
    kind: settlementKind,
    at,
    status: "gathering",
    rows: 0,
    applied: 0,
  };
  const head: Write = {
    Put: {
      TableName: tables.reviews,
      Item: row,
      ConditionExpression: "attribute_not_exists(id) OR #status = :done",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":done": "done" },
    },
  };
  const sealed = vault.seal(question, key, placeOf(id));
  await transact(
    [
      head,
      put(tables.reviews, { id: questionIdOf(id), b: sealed }),
      put(tables.keys, { id: keyIdOf(id), w: wrapped }),
    ],
    store,
  );
}

const Sealed = z.object({ b: z.instanceof(Uint8Array) });
const Wrapped = z.object({ w: z.instanceof(Uint8Array) });

/** For whoever has the turn: until it is done the question is there. */
export async function readQuestion(turn: Turn, store: Store): Promise<unknown> {
  const { id } = turn;
  const { tables, vault } = store;
  const read = (TableName: string, key: string) =>
    store.database.send(new GetCommand({ TableName, Key: { id: key }, ConsistentRead: true }));
  const wrapped = Wrapped.safeParse((await read(tables.keys, keyIdOf(id))).Item);
  const sealed = Sealed.safeParse((await read(tables.reviews, questionIdOf(id))).Item);
  if (!wrapped.success || !sealed.success) {
    await confirmTurn(turn, store);
    throw new DanglingPointerError(`the question of ${id} is not there`);
  }
  const key = vault.unwrapDataKey("person", keyIdOf(id), wrapped.data.w);
  return vault.open(sealed.data.b, key, placeOf(id));
}

export type TakenTurn =
  | { kind: "taken"; turn: Turn }
  /** Somebody else is at it. */
  | { kind: "held" }
  | { kind: "done" };

export interface TurnRequest {
  id: string;
  /** Never used before: what was written with another one does not count any more. */
  token: string;
  /** ISO 8601, both: before `until` nobody else takes the turn. */
  now: string;
  until: string;
}

/** Throws {@link DanglingPointerError} where there is no such settlement. */
export async function takeTurn(request: TurnRequest, store: Store): Promise<TakenTurn> {
  const { id, token, now, until } = request;
  try {
    const { Attributes } = await store.database.send(
      new UpdateCommand({
        TableName: store.tables.reviews,
        Key: { id },
        UpdateExpression: "SET turn = :turn, turnUntil = :until, #at = :now",
        ConditionExpression:
          "attribute_exists(id) AND #status <> :done AND " +
          "(attribute_not_exists(turnUntil) OR turnUntil <= :now)",
        ExpressionAttributeNames: { "#status": "status", "#at": "at" },
        ExpressionAttributeValues: {
          ":turn": token,
          ":until": until,
          ":now": now,
          ":done": "done",
        },
        ReturnValues: "ALL_NEW",
      }),
    );
    const { status, rows, applied } = SettlementRow.parse(Attributes);
    return { kind: "taken", turn: { id, token, progress: { status, rows, applied } } };
  } catch (error) {
    if (error instanceof TransactionConflictException) return { kind: "held" };
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  const { Item } = await store.database.send(
    new GetCommand({ TableName: store.tables.reviews, Key: { id }, ConsistentRead: true }),
  );
  if (Item === undefined) throw new DanglingPointerError(`there is no settlement ${id}`);
  return { kind: SettlementRow.parse(Item).status === "done" ? "done" : "held" };
}

/** Whether it was begun and has not come to its end. */
export async function isSettling(id: string, { database, tables }: Store): Promise<boolean> {
  const { Item } = await database.send(
    new GetCommand({ TableName: tables.reviews, Key: { id }, ConsistentRead: true }),
  );
  return Item !== undefined && SettlementRow.parse(Item).status !== "done";
}

/** For whoever comes next: it need not wait until the turn ends by itself. */
export async function yieldTurn({ id, token }: Turn, store: Store): Promise<void> {
  await store.database.send(
    new UpdateCommand({
      TableName: store.tables.reviews,
      Key: { id },
      UpdateExpression: "REMOVE turn, turnUntil",
      ConditionExpression: "turn = :turn",
      ExpressionAttributeValues: { ":turn": token },
    }),
  );
}

export interface Step {
  progress: Partial<Progress>;
  writes: readonly Write[];
}

/**
 * One step of a settlement: what it writes and how far it has come, in one transaction, so that no
 * step is ever lost or done twice. Throws {@link LostTurnError} where somebody else has the turn.
 */
export async function takeStep(
  { progress, writes }: Step,
  turn: Turn,
  store: Store,
): Promise<"written" | "refused"> {
  const next = { ...turn.progress, ...progress };
  const outcome = await transact([progressWrite(next, turn, store), ...writes], store);
  if (outcome.kind === "refused") {
    if (outcome.positions.includes(0)) throw new LostTurnError(`${turn.id} is in other hands`);
    return "refused";
  }
  turn.progress = next;
  return "written";
}

/** Throws {@link LostTurnError} where somebody else has the turn: then what is missing may be done. */
export async function confirmTurn(turn: Turn, store: Store): Promise<void> {
  await takeStep({ progress: {}, writes: [] }, turn, store);
}

/** Only with the turn, and only from where this worker believes it to be. */
function progressWrite(next: Progress, { id, token, progress }: Turn, { tables }: Store): Write {
  return {
    Update: {
      TableName: tables.reviews,
      Key: { id },
      UpdateExpression:
        "SET #status = :status, #rows = :rows, applied = :applied" +
        (next.status === "done" ? " REMOVE #at" : ""),
      ConditionExpression:
        "turn = :turn AND #status = :fromStatus AND #rows = :fromRows AND applied = :fromApplied",
      ExpressionAttributeNames: {
        "#status": "status",
        "#rows": "rows",
        ...(next.status === "done" && { "#at": "at" }),
      },
      ExpressionAttributeValues: {
        ":status": next.status,
        ":rows": next.rows,
        ":applied": next.applied,
        ":turn": token,
        ":fromStatus": progress.status,
        ":fromRows": progress.rows,
        ":fromApplied": progress.applied,
      },
    },
  };
}

/** Answered: the question goes, and with its key every copy of it. */
export async function finishSettlement(turn: Turn, store: Store): Promise<void> {
  const { id } = turn;
  const { tables } = store;
  const writes = [
    remove(tables.keys, { id: keyIdOf(id) }),
    remove(tables.reviews, { id: questionIdOf(id) }),
  ];
  await takeStep({ progress: { status: "done", rows: 0, applied: 0 }, writes }, turn, store);
}
