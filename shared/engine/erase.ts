/** Erases persons: like any other change it is one transaction, or settled apart behind a fence. */
import { readLedger } from "#shared/stores/ledger.ts";
import { isSettling } from "#shared/stores/settlements.ts";
import { askOnce, type EngineContext, pause } from "./resolve.ts";
import { type Erasure, settlementOf } from "./settlement.ts";

export type Erased =
  /** The ledger says what. */
  | { kind: "erased" }
  /** On its way: to be taken up by `settle`, and asked for again afterwards. */
  | { kind: "settling"; settlement: string }
  /** Somebody is not any more who was approved, or the approved are more than it says: ask a human. */
  | { kind: "reshaped" }
  /** Somebody is being worked on: try again. */
  | { kind: "busy" };

const attemptsMax = 8;

/**
 * Safe at any time, from several workers, after any crash: what has its entry in the ledger is done or
 * is being done. Whoever shares a value with the erased keeps it, and is resolved anew with it.
 */
export async function erase(erasure: Erasure, context: EngineContext): Promise<Erased> {
  const { store } = context;
  const commissioned = { events: [], erasure };
  const settlement = settlementOf(commissioned, store);
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    // Its fence keeps out whoever asks anew, and the ledger is written before all is done.
    if (await isSettling(settlement, store)) return { kind: "settling", settlement };
    if ((await readLedger(erasure.id, store)) !== undefined) return { kind: "erased" };
    const outcome = await askOnce(commissioned, context);
    if (outcome.kind === "committed") return { kind: "erased" };
    if (outcome.kind === "settling") return { kind: "settling", settlement: outcome.id };
    if (outcome.kind === "reshaped") return { kind: "reshaped" };
    await pause(attempt, context);
  }
  return { kind: "busy" };
}
