/** Undoes what a human decided about a value that nobody carries: what it was is gone, its key is not. */
import type { ValueRuling } from "#shared/domain/identity/decision.ts";
import { tuned } from "#shared/domain/identity/rearrange.ts";
import { keyedEntryRow, readKeyedEntry } from "#shared/stores/identifier-index.ts";
import { transact } from "#shared/stores/transact.ts";
import { put, unchangedEntry } from "#shared/stores/writes.ts";
import type { EngineContext } from "./resolve.ts";

interface Tuning {
  /** Of the decision. */
  id: string;
  ruling: ValueRuling;
}

/** False where somebody works on the value, or was faster: try again. */
export async function untuneByKey(
  { id, ruling }: Tuning,
  { store, policy }: Pick<EngineContext, "store" | "policy">,
): Promise<boolean> {
  const key = ruling.identifier;
  const entry = await readKeyedEntry(key, store);
  if (entry === undefined) return true;
  const decisions = entry.decisions.filter((each) => each !== id);
  const without = ruling.kind === "block" ? { blocked: false } : { lifted: false };
  const next = tuned({ ...entry, ...without, decisions }, policy.limits);
  const row = keyedEntryRow(key, next);
  const { kind } = await transact([put(store.tables.index, row, unchangedEntry(entry))], store);
  return kind === "written";
}
