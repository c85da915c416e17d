/** Undoes what a human decided about a value that nobody carries: what it was is gone, its key is not. */
import type { ValueRuling } from "#shared/domain/identity/decision.ts";
import { tuned } from "#shared/domain/identity/rearrange.ts";
import { keyedEntryRow, readKeyedEntry } from "#shared/stores/identifier-index.ts";
import { transact } from "#shared/stores/transact.ts";
import { put, unchangedEntry } from "#shared/stores/writes.ts";
import type { EngineContext } from "./resolve.ts";

/** False where somebody works on the value, or was faster: try again. */
export async function untuneByKey(
  { kind, identifier: key }: ValueRuling,
  { store, policy }: Pick<EngineContext, "store" | "policy">,
): Promise<boolean> {
  const entry = await readKeyedEntry(key, store);
  if (entry === undefined) return true;
  const without = kind === "block" ? { blocked: false } : { lifted: false };
  const row = keyedEntryRow(key, tuned({ ...entry, ...without }, policy.limits));
  const written = await transact([put(store.tables.index, row, unchangedEntry(entry))], store);
  return written.kind === "written";
}
