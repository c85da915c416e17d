/** One person of 5,000 events and 50 absorbed ids: what it costs, and whom it holds up. */
import { randomBytes } from "node:crypto";
import { readTenant } from "#infra/tenant.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { Policy } from "#shared/domain/policy.ts";
import { toEvent } from "#shared/domain/statement.ts";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { settle } from "#shared/engine/settle.ts";
import { placesOf, split, unite } from "#shared/engine/steward.ts";
import { listEvents, readAllEvents } from "#shared/stores/event-lists.ts";
import { readRoots } from "#shared/stores/people.ts";
import { startStores } from "#test/fixtures/stores.ts";
import { type Figure, median } from "./report.ts";

const eventsOfOne = 5_000;
const absorbedIds = 50;
const perTransaction = 40;

export async function largeFigures(): Promise<Figure[]> {
  const stores = await startStores();
  const policy = Policy.parse(readTenant("demo"));
  const context: EngineContext = {
    store: stores.store,
    policy,
    fields: fieldRegistry(policy),
    newId: () => personId(Date.now(), randomBytes(10)),
    now: () => new Date(),
    jitter: Math.random,
  };
  const steward = { by: "bench" };
  try {
    const { first, last } = await growOne(context);
    const rootOf = async (event: CustomerEvent) => {
      const [id = ""] = await placesOf([event.id], context);
      const root = (await readRoots([id], stores.store)).get(id)?.person;
      if (root === undefined) throw new Error("the large person is gone");
      return root;
    };
    const figures: Figure[] = [];
    const measure = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
      stores.takeUnits();
      const startedMs = performance.now();
      const result = await work();
      const ms = performance.now() - startedMs;
      const { read, write } = stores.takeUnits();
      figures.push({ what, value: ms, unit: "ms" });
      if (read > 0) figures.push({ what: `${what}, read`, value: read, unit: "RRU" });
      if (write > 0) figures.push({ what: `${what}, written`, value: write, unit: "WRU" });
      return result;
    };

    const person = await rootOf(first);
    if (person.record.events !== eventsOfOne || person.absorbed.length !== absorbedIds) {
      throw new Error(`${person.record.events} events, ${person.absorbed.length} absorbed ids`);
    }
    await measure("read the record", () => rootOf(first));
    const personIds = [person.id, ...person.absorbed];
    await measure("a page of its events", () =>
      listEvents({ personIds, after: undefined, limit: 25 }, stores.store),
    );
    await measure("list and open all that an erasure would take", () =>
      readAllEvents(person, stores.store),
    );
    const friend = event(
      999_001,
      [{ type: "phone", namespace: "", value: "+8613800001111", verified: true }],
      context,
    );
    await resolve([friend], context);
    await measure("an event more", () =>
      resolve([event(999_002, [openidOf(0)], context)], context),
    );
    const [other = ""] = await placesOf([friend.id], context);
    const waits = await meanwhile(context, async () => {
      const judged = await measure("merge by a steward", () =>
        unite([person.id, other], steward, context),
      );
      await finish(judged, context);
      const parted = await measure("ask to split one event away", () =>
        split({ personId: person.id, part: { events: [last.id] } }, steward, context),
      );
      await measure("settle the split", () => finish(parted, context));
    });
    figures.push({ what: "others meanwhile, p50 of an event", value: median(waits), unit: "ms" });
    figures.push({ what: "others meanwhile, slowest", value: Math.max(...waits), unit: "ms" });
    return figures;
  } finally {
    await stores.stop();
  }
}

async function finish(
  judged: { kind: string; settlement?: string },
  context: EngineContext,
): Promise<void> {
  if (judged.settlement === undefined) return;
  for (let round = 0; (await settle(judged.settlement, context)) !== "done"; round++) {
    if (round === 20) throw new Error("the settlement does not end");
  }
}

/** The time that events of other people take, one after the other, while something else goes on. */
async function meanwhile(context: EngineContext, work: () => Promise<void>): Promise<number[]> {
  const waits: number[] = [];
  const end = new AbortController();
  const others = (async () => {
    for (let at = 0; !end.signal.aborted; at++) {
      const startedMs = performance.now();
      await resolve([event(2_000_000 + at, [openidOf(1_000 + at)], context)], context);
      waits.push(performance.now() - startedMs);
    }
  })();
  await work();
  end.abort();
  await others;
  return waits;
}

const openidOf = (app: number): StatedIdentifier => ({
  type: "wechat-openid",
  namespace: `wxapp${app}`,
  value: "oLarge",
  verified: true,
});
const unionid: StatedIdentifier = {
  type: "wechat-unionid",
  namespace: "bench",
  value: "uLarge",
  verified: true,
};

/** Fifty-one followers of fifty-one apps turn out to be one, who then goes on for thousands of events. */
async function growOne(context: EngineContext) {
  let serial = 0;
  const next = (...identifiers: StatedIdentifier[]) => event(++serial, identifiers, context);
  const first = next(openidOf(0), unionid);
  await resolve([first], context);
  for (let app = 1; app <= absorbedIds; app++) await resolve([next(openidOf(app))], context);
  for (let app = 1; app <= absorbedIds; app++) {
    await resolve([next(openidOf(app), unionid)], context);
  }
  let last = first;
  const left = eventsOfOne - 2 * absorbedIds - 1;
  for (let told = 0; told < left; told += perTransaction) {
    const size = Math.min(perTransaction, left - told);
    const batch = Array.from({ length: size }, () => next(openidOf(0)));
    await resolve(batch, context);
    last = batch.at(-1) ?? last;
  }
  return { first, last };
}

function event(
  serial: number,
  identifiers: readonly StatedIdentifier[],
  { fields, policy }: EngineContext,
): CustomerEvent {
  return toEvent(
    {
      businessId: String(serial),
      content: serial,
      origin: "bench",
      kind: "message",
      observedAt: new Date(Date.UTC(2026, 0, 1) + serial * 1_000),
      claims: [{ field: "city", value: `City ${serial % 97}` }],
      identifiers,
    },
    {
      channel: "wechat-official",
      trust: "signed",
      receivedAt: new Date(Date.UTC(2026, 5, 1)),
      fields,
      phoneRegion: policy.phoneRegion,
    },
  );
}
