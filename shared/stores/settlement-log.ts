/** The log of a settlement: what it did so far, to be taken back; then what it decided, to be done. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { itemsPerTransactionMax } from "./commit.ts";
import { BrokenFenceError, DanglingPointerError } from "./errors.ts";
import { Fence, releaseWrites } from "./fence.ts";
import { dropNextKeys, NextKeys } from "./next-keys.ts";
import { confirmTurn, takeStep, type Turn } from "./settlements.ts";
import type { Store } from "./tables.ts";
import { put, remove, type Write } from "./writes.ts";

/** A step is also the settlement's own row, and a row of its log. */
export const writesPerStepMax = itemsPerTransactionMax - 2;

const Named = z.record(z.string(), z.unknown());
const conditions = {
  TableName: z.string(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: Named.optional(),
};
/** A write as it stands in the log: what is secret in it is sealed for the table that it goes to. */
const LoggedWrite = z.union([
  z.strictObject({ Put: z.strictObject({ ...conditions, Item: Named }) }),
  z.strictObject({
    Update: z.strictObject({ ...conditions, Key: Named, UpdateExpression: z.string() }),
  }),
  z.strictObject({ Delete: z.strictObject({ ...conditions, Key: Named }) }),
]);

const LogRow = z.object({
  fence: Fence.optional(),
  keys: NextKeys.optional(),
  writes: z.array(LoggedWrite).optional(),
  /** Ids of everybody whom the writes are about: after a crash nobody else knows. */
  people: z.array(z.string()).optional(),
});
export type LogRow = Pick<z.infer<typeof LogRow>, "fence" | "keys" | "people"> & {
  writes?: readonly Write[];
};

/** No `kind`: it is in no index. */
const idOf = ({ id }: Turn, row: number): string => `${id}#${String(row).padStart(5, "0")}`;

/** Notes what is done, and does it, at once. Refused, where a condition of what is done does not hold. */
export function append(
  { row, effects = [] }: { row: LogRow; effects?: readonly Write[] },
  turn: Turn,
  store: Store,
): Promise<"written" | "refused"> {
  const rows = turn.progress.rows + 1;
  const noted = put(store.tables.reviews, { id: idOf(turn, rows), ...row });
  return takeStep({ progress: { rows }, writes: [noted, ...effects] }, turn, store);
}

/** Takes back everything, last first: as if nobody had begun. */
export async function undo(turn: Turn, store: Store): Promise<void> {
  for (let at = turn.progress.rows; at > 0; at--) {
    const { fence, keys } = await read(at, turn, store);
    const writes = [
      ...(fence ? releaseWrites(fence, turn.id, store) : []),
      ...(keys ? dropNextKeys(keys, turn.id, store) : []),
      remove(store.tables.reviews, { id: idOf(turn, at) }),
    ];
    await must({ progress: { rows: at - 1 }, writes }, turn, store);
  }
}

/** How much was done of what was decided: whom it is about is said last. */
export interface Redone {
  /** False where the time was over first. */
  isWhole: boolean;
  people: readonly string[];
}

/** Does what was decided, first to last, each row once. */
export async function redo(turn: Turn, isOver: () => boolean, store: Store): Promise<Redone> {
  const about: string[] = [];
  for (let at = turn.progress.applied + 1; at <= turn.progress.rows; at++) {
    if (isOver()) return { isWhole: false, people: about };
    const { writes = [], people = [] } = await read(at, turn, store);
    const applied = remove(store.tables.reviews, { id: idOf(turn, at) });
    await must({ progress: { applied: at }, writes: [...writes, applied] }, turn, store);
    about.push(...people);
  }
  return { isWhole: true, people: about };
}

async function must(...[step, turn, store]: Parameters<typeof takeStep>): Promise<void> {
  if ((await takeStep(step, turn, store)) === "written") return;
  throw new BrokenFenceError(`${turn.id} finds changed what it had fenced`);
}

async function read(at: number, turn: Turn, store: Store) {
  const { Item } = await store.database.send(
    new GetCommand({
      TableName: store.tables.reviews,
      Key: { id: idOf(turn, at) },
      ConsistentRead: true,
    }),
  );
  if (Item === undefined) {
    await confirmTurn(turn, store);
    throw new DanglingPointerError(`${idOf(turn, at)} is not there`);
  }
  return LogRow.parse(Item);
}
