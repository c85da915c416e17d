/** What has to follow one another, and hardly ever does by chance: some runs have one such chain of acts. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import {
  email,
  emailOf,
  eventOf,
  minute,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import type { Random } from "#bin/random.ts";
import type { Act } from "./plan.ts";
import { plainRequest, type Request } from "./requests.ts";
import type { Told } from "./stories.ts";

const chainsEvery = 4;

/** At most one, of people whom nothing else in the run is about. */
export function drawChain(random: Random, { lengthMs }: { lengthMs: number }): Act[] {
  if (!random.chance(1 / chainsEvery)) return [];
  const chain = random.pick([valueOfNobody, partedFromErased]);
  const beginMs = random.integer(lengthMs);
  return chain(random).map((act) => ({ ...act, atMs: beginMs + act.atMs }));
}

/** Beyond those of any circle; events beyond the echoes of requests. */
const firstPerson = 2_000_000;
const firstPapers = 9_000;
const firstRequest = 900_000;

const says = (serial: number, ...identifiers: CustomerEvent["identifiers"]): Told => {
  // Observed before anything is erased.
  const { receivedAt: _, ...told } = eventOf(firstPerson + serial, {
    identifiers,
    observedAt: minute(0),
  });
  return told;
};

const delivery = (atMs: number, told: Told): Act => ({ kind: "delivery", atMs, told: [told] });

const asks = (
  atMs: number,
  serial: number,
  request: Pick<Request, "of"> & Partial<Request>,
): Act => ({
  kind: "request",
  atMs,
  request: {
    ...plainRequest,
    id: `req_${firstRequest + serial}`,
    ...request,
  },
});

/** Two stewards decide about what people share; all of those are erased; then several take it back at once. */
function valueOfNobody(random: Random): Act[] {
  const shared = phone(phoneOf(firstPerson));
  const { type, namespace, value } = shared;
  const identifier = { type, namespace, value };
  const { count, of, times, forMs, undoneMs } = random.chance(0.5) ? disputed : generic;
  const people = Array.from({ length: count }, (_, n) =>
    says(n, shared, nationalId(nationalIdOf(firstPapers + n), true)),
  );
  const decides = { kind: "waver over a value", identifier, of, times, forMs } as const;
  const undoes = { kind: "undo about a value", identifier, of } as const;
  return [
    ...people.map((told) => delivery(random.integer(5_000), told)),
    ...[decidedMs, decidedMs].map((atMs): Act => ({ kind: "wish", atMs, wish: decides })),
    ...people.map(({ id }, at) => asks(120_000, at, { of: id, suppress: random.chance(0.3) })),
    ...Array.from({ length: 6 }, (): Act => {
      const atMs = undoneMs + random.integer(400);
      return { kind: "wish", atMs, wish: undoes };
    }),
  ];
}

const decidedMs = 30_000;
/** How many share a value, and what is done about it, long enough that they are gone when it is undone. */
const disputed = {
  count: 2,
  of: "contested-link",
  times: 3,
  forMs: 600_000,
  undoneMs: decidedMs + 600_000,
} as const;
/** First it is blocked, then it is lifted. */
const generic = {
  count: 7,
  of: "generic-value",
  times: 2,
  forMs: 70_000,
  undoneMs: decidedMs + 2 * 70_000,
} as const;

/** One comes apart from another who is restricted and then erased; then the request lets go. */
function partedFromErased(random: Random): Act[] {
  const shared = phone(phoneOf(firstPerson));
  const stays = says(1, shared);
  const leaves = says(2, shared, email(emailOf(firstPerson)));
  const wish = { kind: "split events", event: leaves.id, along: leaves.id } as const;
  return [
    ...[stays, leaves].map((told, at) => delivery(at * random.integer(5_000), told)),
    asks(30_000, 0, { of: stays.id, restricts: true, ends: "released", coolingOffMs: 900_000 }),
    { kind: "wish", atMs: 60_000 + random.integer(30_000), wish },
    asks(150_000, 1, { of: stays.id, apart: random.chance(0.3) }),
  ];
}
