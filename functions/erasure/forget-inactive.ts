/** What a tenant keeps nobody for longer than: whoever was silent for so long is erased, by the same path. */
import { erase } from "#shared/engine/erase.ts";
import { holdsOnPeople } from "#shared/engine/privacy/preview.ts";
import { settle } from "#shared/engine/settle.ts";
import { latestEventAt } from "#shared/stores/event-lists.ts";
import { readLedger } from "#shared/stores/ledger.ts";
import { pageOfPeople } from "#shared/stores/people.ts";
import { keepCheckpoint, readCheckpoint } from "#shared/stores/privacy/checkpoint.ts";
import { verify } from "./go-on.ts";
import type { Run } from "./handler.ts";

/** In one run: a page of keys and one small query each, so that a round through all is slow and cheap. */
const peoplePerRun = 200;
const roundMsMin = 86_400_000;

/** Goes on where the last run was; a round through all begins once a day at the most. */
export async function forgetInactive(run: Run): Promise<void> {
  const { inactiveDays, now } = run.ports;
  if (inactiveDays === undefined) return;
  const { store } = run.engine;
  const at = now();
  const checkpoint = await readCheckpoint(store);
  const isNew = checkpoint?.after === undefined;
  if (isNew && checkpoint && at.getTime() - Date.parse(checkpoint.begun) < roundMsMin) return;
  const begun = isNew ? at.toISOString() : checkpoint.begun;
  const before = new Date(at.getTime() - inactiveDays * 86_400_000).toISOString();
  const page = await pageOfPeople({ after: checkpoint?.after, limit: peoplePerRun }, store);
  for (const id of page.ids) {
    if (run.isOver()) return;
    await forgetOne(id, before, run);
  }
  await keepCheckpoint({ begun, after: page.next }, store);
}

async function forgetOne(id: string, before: string, run: Run): Promise<void> {
  const { store } = run.engine;
  const latest = await latestEventAt(id, store);
  if (latest === undefined || latest >= before) return;
  const held = await holdsOnPeople([id], run.ports.now().toISOString(), store);
  // A request is at work, somebody's hold is in force, or it is not certain: the next round asks again.
  if (held === undefined || held.restricted || held.holds.length > 0 || held.latest >= before)
    return;
  const erasure = { id: `retention:${id}`, people: held.roots, identifiers: [], suppress: false };
  const outcome = await erase(erasure, run.engine);
  if (outcome.kind === "settling") await settle(outcome.settlement, run.engine);
  if (outcome.kind !== "erased") return;
  const entry = await readLedger(erasure.id, store);
  if (entry === undefined) return;
  await verify(entry, run);
  await run.tellAudit("forgotten", [erasure.id, ...entry.people]);
  run.ports.log({ outcome: "forgotten", events: entry.events.length });
}
