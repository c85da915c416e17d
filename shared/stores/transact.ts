/** One transaction of many rows; what came in its way for a moment is waited for. */
import { setTimeout as sleep } from "node:timers/promises";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { ThrottledError } from "./errors.ts";
import type { Store } from "./tables.ts";
import type { Write } from "./writes.ts";

export type Transacted =
  | { kind: "written" }
  /** The conditions of the writes at these positions do not hold: nothing was written. */
  | { kind: "refused"; positions: readonly number[] };

const attemptsMax = 5;
const firstPauseMs = 10;
const passing = new Set([
  "None",
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
]);

const writesAtOnceMax = 50;

/**
 * Writes without conditions, one transaction after the other: what came so far stays, and all of it may
 * be written again. Throws as {@link transact} does.
 */
export async function writeAll(
  writes: readonly Write[],
  store: Pick<Store, "database">,
): Promise<void> {
  for (let at = 0; at < writes.length; at += writesAtOnceMax) {
    await transact(writes.slice(at, at + writesAtOnceMax), store);
  }
}

/** Throws {@link ThrottledError} where others keep being in the way. */
export async function transact(
  writes: readonly Write[],
  { database }: Pick<Store, "database">,
): Promise<Transacted> {
  for (let attempt = 1; ; attempt++) {
    try {
      await database.send(new TransactWriteCommand({ TransactItems: [...writes] }));
      return { kind: "written" };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code = "None" }) => Code);
      const positions = codes.flatMap((code, at) => (code === "ConditionalCheckFailed" ? at : []));
      if (positions.length > 0) return { kind: "refused", positions };
      if (codes.length === 0 || !codes.every((code) => passing.has(code))) throw error;
      if (attempt === attemptsMax) throw new ThrottledError("others keep writing the same rows");
    }
    await sleep(firstPauseMs * 2 ** attempt);
  }
}
