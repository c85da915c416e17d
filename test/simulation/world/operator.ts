/** What the operator's functions and commands do: after a restore, and with what was left lying. */
import * as z from "zod";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { engineOf } from "#shared/engine/engine-of.ts";
import { settle } from "#shared/engine/settle.ts";
import { listIdle } from "#shared/stores/idle-settlements.ts";
import { openClient, type StaffContext } from "./staff-client.ts";

const Replayed = z.object({
  present: z.record(z.string(), z.number()),
  next: z.string().optional(),
});

/** Has everything erased again that should not be there, page by page. Answers how much there was. */
export async function replayLedger(context: StaffContext): Promise<number> {
  const client = openClient({ ...context, role: "admin" });
  let present = 0;
  for (let after = ""; ;) {
    const page = await client.operate(`/v1/ledger/replay${after}`, Replayed);
    for (const many of Object.values(page.present)) present += many;
    if (page.next === undefined) return present;
    after = `?after=${encodeURIComponent(page.next)}`;
  }
}

const pauseMs = 5_000;

/** All of them: when everything has come to rest, whoever is not done is left by all. */
export async function takeUpIdle({ services, machine }: StaffContext): Promise<number> {
  const { policy, store, scheduler } = services;
  const { clock, random } = machine;
  const fields = fieldRegistry(policy);
  const engine = engineOf({ policy, fields, store, now: clock.now, random: random.bytes });
  const idle = await listIdle({ before: "9999", limit: 100 }, store);
  for (const id of idle) {
    while ((await settle(id, engine)) === "waiting") await scheduler.sleep(pauseMs, "waits");
  }
  return idle.length;
}
