/** Settlements whose message was lost: whoever began one may have died before it was sent. */
import { listForgotten } from "#shared/stores/settlements.ts";
import type { Store } from "#shared/stores/tables.ts";
import { type Queue, sendMessages } from "./messages.ts";

/** Messages are taken up far sooner, unless there is a long queue: then one more does no harm. */
export const forgottenAfterMs = 900_000;

/** Sends them once more; answers how many there were. Twice is as good as once: only one worker has the turn. */
export async function remindOfSettlements(
  now: Date,
  { store, queue }: { store: Store; queue: Omit<Queue, "vault"> },
): Promise<number> {
  const before = new Date(now.getTime() - forgottenAfterMs).toISOString();
  const ids = await listForgotten(before, store);
  const messages = ids.map((id) => ({ kind: "settlement", id }) as const);
  await sendMessages(messages, { ...queue, vault: store.vault });
  return ids.length;
}
