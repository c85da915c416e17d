/** What was taken apart cannot be read together, not even in a backup. */
import { readDataKeys } from "#shared/stores/people.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import { textIn } from "../remains.ts";
import type { Judged } from "./judgement.ts";

/** Who was parted from others cannot read what they said, not even in a backup of before. */
export async function sealed({ services, history, remains }: Judged): Promise<string | undefined> {
  const { store } = services;
  const now = new Map(remains.rows.events.map((row) => [textIn(row, "k"), textIn(row, "p")]));
  const copies = history.backups.flatMap(({ events }) => events.filter(({ b }) => b !== undefined));
  const left = copies.filter((row) => {
    const [then, today] = [textIn(row, "p"), now.get(textIn(row, "k")) ?? ""];
    return remains.rootOf(then) !== remains.rootOf(today);
  });
  const keys = await readDataKeys([...new Set(left.map((row) => textIn(row, "p")))], store);
  for (const row of left) {
    const [id, k] = [textIn(row, "p"), textIn(row, "k")];
    const key = keys.get(id);
    if (key === undefined || !(row["b"] instanceof Uint8Array)) continue;
    try {
      store.vault.open(row["b"], key, { store: "events", key: k, version: 1 });
      return `in a backup ${id} can read an event that is not its own any more`;
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
    }
  }
  return undefined;
}
