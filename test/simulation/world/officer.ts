/** An officer: brings each request to its end, whatever crashes on the way, and asks no human twice. */
import { fieldRegistry } from "#shared/domain/fields.ts";
import { engineOf } from "#shared/engine/engine-of.ts";
import { erase, type Erased } from "#shared/engine/erase.ts";
import { replay, sizeOf } from "#shared/engine/replay-ledger.ts";
import type { EngineContext } from "#shared/engine/resolve.ts";
import { releasePeople, type Restricted, restrictPeople } from "#shared/engine/restrict.ts";
import { settle } from "#shared/engine/settle.ts";
import { type Erasure, settleLater } from "#shared/engine/settlement.ts";
import { placesOf } from "#shared/engine/steward.ts";
import { SendError } from "#shared/lambda/errors.ts";
import { sendMessages } from "#shared/lambda/messages.ts";
import { isTransient } from "#shared/stores/errors.ts";
import { readLedger } from "#shared/stores/ledger.ts";
import { isTorn, readRoots } from "#shared/stores/people.ts";
import { count, type History } from "./history.ts";
import type { Machine } from "./machine.ts";
import type { Filed } from "./requests.ts";
import type { Services } from "./services.ts";
import type { Told } from "./stories.ts";

export interface OfficerContext {
  services: Services;
  machine: Pick<Machine, "clock" | "random">;
  history: History;
  /** Whatever is still on its way about somebody arrives. */
  deliver: (told: readonly Told[]) => void;
}

/** Who has not arrived after so many looks is nobody. */
const looksMax = 4;
const pauseMs = 5_000;
/** Writes in one step of a settlement: the fewer, the more often others may look in between. */
const stepSizes = [4, 20, 98] as const;

/** Takes a request up where it is, and ends with it. */
export async function carryOut(filed: Filed, context: OfficerContext): Promise<void> {
  const officer = { ...context, filed, engine: engineFor(context) };
  const { request } = filed;
  if (filed.status !== "open") return;
  filed.approved ??= await patiently(officer, () => approve(officer));
  if (filed.approved.length + request.named.length === 0) return close("nobody", officer);
  await context.services.scheduler.sleep(request.coolingOffMs, "cools off");
  if (request.ends === "released") {
    filed.isReleasing = true;
    await untilDone(officer, () => releasePeople(filed.restricted, request.id, officer.engine));
    return close("released", officer);
  }
  await eraseAll(officer);
  await lookAgain(officer);
  close("erased", officer);
  context.deliver(request.echoes);
}

interface Officer extends OfficerContext {
  filed: Filed;
  engine: EngineContext;
}

function close(status: Filed["status"], { filed, history }: Officer): void {
  filed.status = status;
  count(history.happened, `request: ${status}`);
}

/** Whom the request is about, restricted where it says so, as they are now. */
async function approve(officer: Officer) {
  const { filed, engine, services } = officer;
  const { of, restricts, byItself, id } = filed.request;
  let people = await placesOf([of], engine);
  for (let looks = 1; people.length === 0 && looks < looksMax; looks++) {
    await services.scheduler.sleep(pauseMs, "waits for who it is");
    people = await placesOf([of], engine);
  }
  if (restricts) {
    filed.restricted.push(...people);
    await untilDone(officer, () => restrictPeople(people, id, engine));
  }
  const roots = [...(await readRoots(people, engine.store)).values()];
  const approved = roots.map(({ person }) => ({
    id: person.id,
    ...(!byItself && { shapeVersion: person.shapeVersion }),
  }));
  filed.approvals.push(...approved);
  return approved;
}

async function eraseAll(officer: Officer): Promise<void> {
  const { filed, engine, services, history } = officer;
  const { id, named, suppress, apart } = filed.request;
  for (;;) {
    // After a crash it is not begun again, but asked how far it has come.
    const begins = apart && !filed.isBegun;
    const people = filed.approved ?? [];
    const erasure: Erasure = { id, people, identifiers: named, suppress };
    const erased = await patiently(officer, () =>
      begins ? begin(erasure, engine) : erase(erasure, engine),
    );
    filed.isBegun = true;
    if (erased.kind === "erased") return;
    count(history.happened, `erasure: ${erased.kind}`);
    if (erased.kind === "settling") await settleAtOnce(erased.settlement, officer);
    else if (erased.kind === "reshaped") {
      filed.approved = await patiently(officer, () => approve(officer));
    } else await services.scheduler.sleep(pauseMs, "waits for somebody concerned");
  }
}

/** Before it is certified: whatever is found then is broken, though it is erased once more. */
async function lookAgain(officer: Officer): Promise<void> {
  const { filed, engine, history } = officer;
  const { id } = filed.request;
  const entry = await patiently(officer, () => readLedger(id, engine.store));
  const found = entry && (await patiently(officer, () => replay(entry, engine.store)));
  if (found !== undefined && sizeOf(found) === 0) return;
  const what = `${id} is erased, and of it there is ${JSON.stringify(found)}`;
  history.broken.push({ promise: "Erased stays erased", what });
}

/** Apart from the first, whatever its size. */
async function begin(erasure: Erasure, engine: EngineContext): Promise<Erased> {
  return { kind: "settling", settlement: await settleLater({ events: [], erasure }, engine) };
}

/** First of all it is on its way: whoever crashes, it will be done. */
async function settleAtOnce(settlement: string, officer: Officer): Promise<void> {
  const { services, machine, engine, history } = officer;
  const { queues, urls, store } = services;
  const queue = { client: queues, url: urls.events, vault: store.vault };
  await patiently(officer, () => sendMessages([{ kind: "settlement", id: settlement }], queue));
  history.settlements.add(settlement);
  const writesMax = machine.random.pick(stepSizes);
  while ((await settle(settlement, engine, { writesMax })) === "waiting") {
    await services.scheduler.sleep(pauseMs, "waits for the settlement");
  }
}

async function untilDone(officer: Officer, attempt: () => Promise<Restricted>): Promise<void> {
  while ((await patiently(officer, attempt)) === "busy") {
    await officer.services.scheduler.sleep(pauseMs, "waits for somebody concerned");
  }
}

/** Services that do not answer are asked again. */
async function patiently<Result>(
  { services }: Officer,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) && !isTorn(error) && !(error instanceof SendError)) throw error;
      await services.scheduler.sleep(pauseMs, "asks again");
    }
  }
}

function engineFor({ services: { policy, store }, machine }: OfficerContext): EngineContext {
  const { clock, random } = machine;
  const fields = fieldRegistry(policy);
  return engineOf({ policy, fields, store, now: clock.now, random: random.bytes });
}
