/** What will happen in one run, as data: so that it can be repeated, and made shorter. */
import { type CustomerEvent, clockAheadMs } from "#shared/domain/event.ts";
import { Policy } from "#shared/domain/policy.ts";
import { claim, eventOf } from "#test/fixtures/events.ts";
import { drawRates, type FaultRates } from "../faults.ts";
import type { Random } from "../random.ts";
import { type CircleKind, circleKinds, makeCircles } from "./circles.ts";
import type { Backup } from "./history.ts";
import { drawOffice, drawRequests, type Request } from "./requests.ts";
import { drawWish, type Wish } from "./wishes.ts";

/** Milliseconds after the beginning. */
interface Timed {
  atMs: number;
}

/** An event as its provider says it: without a time of its own it counts from when it is received. */
export type Told = Omit<CustomerEvent, "receivedAt" | "observedAt"> & {
  observedAt: string | undefined;
};

export type Act = Timed &
  (
    | { kind: "delivery"; told: readonly Told[] }
    /** What no channel understands; authentic all the same. */
    | { kind: "unclear delivery"; serial: number }
    /** What nobody can open. */
    | { kind: "garbage"; serial: number }
    | { kind: "wish"; wish: Wish }
    /** Somebody asks an officer to be erased, or to be restricted for a while. */
    | { kind: "request"; request: Request }
    /** Whatever one machine is doing, it does no more; after a while it begins anew. */
    | { kind: "crash"; machine: number; downMs: number }
    /** One machine does nothing for so long, others meanwhile do, and it goes on as if nothing had been. */
    | { kind: "freeze"; machine: number; ms: number }
    /** One machine's clock is set. */
    | { kind: "clock"; machine: number; ms: number }
    /** Nobody gets a turn for so long: what was in hand comes back, and whoever had it goes on as well. */
    | { kind: "stall"; ms: number }
    /** Tables as they stand now are copied, to somewhere where nobody deletes anything. */
    | { kind: "backup" }
    /** An operator sends the dead letters back. */
    | { kind: "redrive" }
  );

export interface Plan {
  policy: Policy;
  rates: FaultRates;
  /** Consumers that work at the same time. */
  consumers: number;
  /** How long a message is hidden while in hand: as the template says, or for so much less. */
  visibilityMsMax: number;
  /** Messages that a consumer is given at once. */
  batchSize: number;
  clockSkewMsMax: number;
  /** What an operator puts back from a backup at the end. */
  restores: readonly (keyof Backup)[];
  acts: readonly Act[];
}

/** When all of it begins. */
export const startMs = Date.UTC(2026, 2, 1, 8);

export interface PlanSize {
  events: number;
}

/** Limits that few events reach, or those that tenants have. */
const policies = [
  {},
  {},
  { limits: { phone: 2, email: 2 } },
  { promotedKeys: ["name-birthday", "name-company"] },
  {
    blockedValues: [
      { type: "phone", value: "139 4170 1300" },
      { type: "external-id", value: "c100" },
    ],
  },
];

/** Runs differ in character: what is drawn here is drawn once for all of a run. */
export function makePlan(random: Random, { events }: PlanSize): Plan {
  const policy = Policy.parse({
    tenant: "demo",
    phoneRegion: "CN",
    ...random.fork("policy").pick(policies),
  });
  const character = random.fork("character");
  const msPerEvent = character.pick([20, 60, 150] as const);
  const lengthMs = events * msPerEvent;
  const consumers = 1 + character.integer(4);
  const machines = consumers + fixedMachines;
  const often = (most: number) => character.pick([0, most / 4, most] as const);

  const told = tellStories(random.fork("stories"), { events, character });
  const arrivals = random.fork("arrivals");
  const repeated = often(0.4);
  const wishes = character.pick([0, 0.05, 0.15] as const);
  const deliveries: Act[] = inDeliveries(told, arrivals).flatMap((together) => {
    const atMs = arrivals.integer(lengthMs);
    const again = arrivals.chance(repeated) ? 1 + arrivals.integer(3) : 0;
    const later = Array.from({ length: again }, () => atMs + arrivals.integer(lengthMs));
    return [atMs, ...later].map((at) => ({ kind: "delivery" as const, atMs: at, told: together }));
  });

  const freezes = random.fork("freezes").pick([0, 5, 40] as const);
  const fate = random.fork("fate");
  const scattered = (count: number, act: (serial: number) => Omit<Act, "atMs">): Act[] =>
    Array.from({ length: Math.round(count) }, (_, serial) => ({
      ...act(serial),
      atMs: fate.integer(Math.ceil(lengthMs * 1.2)),
    })) as Act[];
  const ids = told.map(({ id }) => id);
  const requested = drawRequests({
    random: random.fork("requests"),
    told,
    lengthMs,
    beginMs: startMs,
  });
  const office =
    requested.length > 0
      ? drawOffice(random.fork("officer"), { machine: machines, lengthMs })
      : { acts: [], restores: [] };
  const acts = [
    ...deliveries,
    ...scattered(events * often(0.02), (serial) => ({ kind: "unclear delivery", serial })),
    ...scattered(events * often(0.02), (serial) => ({ kind: "garbage", serial })),
    ...scattered(events * wishes, () => ({ kind: "wish", wish: drawWish(fate, ids) })),
    ...scattered(often(80), () => ({
      kind: "crash",
      machine: fate.integer(machines),
      downMs: fate.integer(fate.pick([100, 1_000, 30_000] as const)),
    })),
    ...scattered(often(8), () => ({
      kind: "clock",
      machine: fate.integer(machines),
      ms: fate.integer(600_000) - 300_000,
    })),
    ...scattered(often(6), () => ({ kind: "stall", ms: fate.integer(900_000) })),
    // A message lives four days in its queue: there is one long pause at the most.
    ...scattered(often(1), () => ({ kind: "stall", ms: (1 + fate.integer(2)) * 86_400_000 })),
    ...scattered(often(3), () => ({ kind: "redrive" })),
    ...scattered(often(2), () => ({ kind: "backup" })),
    // Some are put together when they have said everything, also those who said more than anybody.
    ...scattered((events * wishes) / 10, () => ({
      kind: "wish",
      wish: { kind: "merge", events: [fate.pick(ids), fate.pick(ids)] },
    })).map((act) => ({ ...act, atMs: act.atMs + lengthMs + afterwardsMs })),
    ...requested,
    ...office.acts,
    ...scattered(freezes, () => ({
      kind: "freeze",
      machine: fate.integer(machines),
      // The longest is longer than anybody's turn at a settlement.
      ms: fate.integer(fate.pick([1_000, 30_000, 300_000] as const)),
    })),
  ];
  return {
    policy,
    rates: character.chance(0.1)
      ? storm
      : drawRates(random.fork("rates"), character.pick([0, 0.05, 0.15, 0.3])),
    consumers,
    visibilityMsMax: character.pick([Infinity, 15_000, 5_000] as const),
    batchSize: character.pick([1, 10, 100] as const),
    clockSkewMsMax: character.pick([0, 1_000, 120_000]),
    restores: office.restores,
    acts: acts.sort((a, b) => a.atMs - b.atMs),
  };
}

/** By then hardly anybody is still being worked on. */
const afterwardsMs = 600_000;

/** Services that answer hardly anything: what arrives has to be tried again and again. */
const storm: FaultRates = {
  throttled: 0.3,
  "server error": 0.3,
  "lost request": 0.2,
  "lost answer": 0.1,
  "unprocessed keys": 0.3,
  "transaction conflict": 0.2,
};

/** Beside the consumers: the edge, two desks of staff, the quarantine, the lane of duplicates. An officer comes last. */
const fixedMachines = 5;

function tellStories(
  random: Random,
  { events, character }: { events: number; character: Random },
): Told[] {
  const weights = Object.fromEntries(
    (Object.keys(circleKinds) as CircleKind[]).map((kind) => [kind, weightOf(kind, character)]),
  ) as Record<CircleKind, number>;
  const circles = makeCircles(random, { deliveries: events, weights });
  const worth = circles.flatMap((circle) =>
    Array.from({ length: circle.deliveries }, () => circle),
  );
  const speakers = random.shuffle(worth).slice(0, events);
  return speakers.map((circle, serial) => tell(serial, circle.speak(random), random));
}

/** Most are ordinary. What costs most is rare. */
function weightOf(kind: CircleKind, character: Random): number {
  if (kind === "ordinary") return 8;
  if (kind === "collector" || kind === "regular") return character.pick([0, 0, 0, 1] as const);
  if (kind === "crowd") return character.pick([0, 0, 0, 0, 1] as const);
  return character.pick([0, 1, 3] as const);
}

const channels = ["website", "typeform", "shopify", "twilio-voice"] as const;

/** What is said beside the identifiers, so that records have something to fold. */
function tell(
  serial: number,
  {
    identifiers,
    claims = [],
  }: Pick<CustomerEvent, "identifiers"> & { claims?: CustomerEvent["claims"] },
  random: Random,
): Told {
  const observedMs = startMs + (random.integer(2_000) - 1_000) * 60_000;
  const {
    observedAt: _at,
    receivedAt: _received,
    ...event
  } = eventOf(serial, {
    channel: random.pick(channels),
    identifiers,
    claims: [...claims, ...someClaims(random, claims)],
    consents: random.chance(0.2)
      ? [{ purpose: "email-marketing", granted: random.chance(0.6) }]
      : [],
    tags: random.chance(0.2)
      ? [{ tag: random.pick(["vip", "tea"]), present: random.chance(0.7) }]
      : [],
    extras: random.chance(0.1) ? { seat: String(random.integer(4)) } : {},
  });
  const early = new Date(Math.min(observedMs, startMs + clockAheadMs)).toISOString();
  return { ...event, observedAt: random.chance(0.8) ? early : undefined };
}

function someClaims(random: Random, said: readonly { field: string }[]): CustomerEvent["claims"] {
  const drawn = [
    claim("city", random.pick(["Suzhou", "Wuxi", "Yili"]), { removed: false }),
    claim("fullName", random.pick(["Ada", "Bao", "Chen Wei"]), { valid: random.chance(0.9) }),
    claim("jobTitle", "", { removed: true }),
    claim("note", random.chance(0.02) ? "长".repeat(1_900) : "hello"),
  ];
  const taken = new Set(said.map(({ field }) => field));
  return drawn.filter(({ field }) => !taken.has(field) && random.chance(0.4));
}

/** Most deliveries hold one event, some hold several. */
function inDeliveries(told: readonly Told[], random: Random): Told[][] {
  const deliveries: Told[][] = [];
  for (let at = 0; at < told.length;) {
    const size = random.chance(0.1) ? 2 + random.integer(4) : 1;
    deliveries.push(told.slice(at, at + size));
    at += size;
  }
  return deliveries;
}
