/** What will happen in one run, as data: so that it can be repeated, and made shorter. */
import { Policy } from "#shared/domain/policy.ts";
import type { Random } from "#bin/random.ts";
import { drawChain } from "./chains.ts";
import { type Character, drawCharacter } from "./character.ts";
import type { Backup } from "./history.ts";
import { drawOffice, drawRequests, type Request } from "./requests.ts";
import { drawRushes, momentOf, type Rush, wishesOf } from "./rushes.ts";
import { startMs, type Told, tellStories } from "./stories.ts";
import type { Weather } from "./weather.ts";
import { drawWish, type Wish } from "./wishes.ts";

/** Milliseconds after the beginning. */
interface Timed {
  atMs: number;
}

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
    /** The tables answer nobody for so long: what is tried too often meanwhile dies. */
    | { kind: "outage"; ms: number }
    /** Tables as they stand now are copied, to somewhere where nobody deletes anything. */
    | { kind: "backup" }
    /** An operator sends the dead letters back. */
    | { kind: "redrive" }
  );

type Machinery = "consumers" | "batchSize" | "visibilityMsMax" | "clockSkewMsMax";

export interface Plan extends Weather, Pick<Character, Machinery> {
  policy: Policy;
  /** What an operator puts back from a backup at the end. */
  restores: readonly (keyof Backup)[];
  acts: readonly Act[];
}

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

export function makePlan(random: Random, { events }: PlanSize): Plan {
  const policy = Policy.parse({
    tenant: "demo",
    phoneRegion: "CN",
    ...random.fork("policy").pick(policies),
  });
  const character = drawCharacter(random.fork("character"), events);
  const { msPerEvent, rushes: count, about } = character;
  const lengthMs = character.events * msPerEvent;
  const { told, circles } = tellStories(random.fork("stories"), character);
  const hurry = random.fork("rushes");
  const rushes = drawRushes(circles, { count, about, lengthMs, random: hurry });
  const planning = { character, lengthMs };
  const requested = drawRequests({
    random: random.fork("requests"),
    told,
    lengthMs,
    beginMs: startMs,
  });
  const machine = character.consumers + fixedMachines;
  const office =
    requested.length > 0
      ? drawOffice(random.fork("officer"), { machine, lengthMs })
      : { acts: [], restores: [] };
  const acts: Act[] = [
    ...deliveriesOf(told, rushes, { ...planning, random: random.fork("arrivals") }),
    ...rushes
      .flatMap((rush) => wishesOf(rush, told, hurry))
      .map((each) => ({ ...each, kind: "wish" as const })),
    ...scatter({ told, circles }, { ...planning, random: random.fork("fate") }),
    ...mergesAfterwards(told, { ...planning, random: random.fork("afterwards") }),
    ...requested,
    ...office.acts,
    ...drawChain(random.fork("chained"), { lengthMs }),
  ];
  const { consumers, batchSize, visibilityMsMax, clockSkewMsMax, weather } = character;
  return {
    policy,
    ...weather,
    consumers,
    batchSize,
    visibilityMsMax,
    clockSkewMsMax,
    restores: office.restores,
    acts: acts.sort((a, b) => a.atMs - b.atMs),
  };
}

interface Planning {
  character: Character;
  lengthMs: number;
  random: Random;
}

function deliveriesOf(
  told: readonly Told[],
  rushes: readonly Rush[],
  { character: { repeated }, lengthMs, random }: Planning,
): Act[] {
  const rushOf = new Map(
    rushes.flatMap((rush) => rush.circle.map((each) => [each, rush] as const)),
  );
  return inDeliveries(told, random).flatMap((together) => {
    const [rushed] = together.filter((each) => rushOf.has(each));
    const rush = rushed && rushOf.get(rushed);
    const atMs = rush ? momentOf(rushed, rush, random) : random.integer(lengthMs);
    const again = random.chance(repeated) ? 1 + random.integer(3) : 0;
    const later = Array.from({ length: again }, () => atMs + random.integer(lengthMs));
    return [atMs, ...later].map((at) => ({ kind: "delivery" as const, atMs: at, told: together }));
  });
}

/** What may happen at any time. */
function scatter(
  { told, circles }: ReturnType<typeof tellStories>,
  { character, lengthMs, random }: Planning,
): Act[] {
  const machines = character.consumers + fixedMachines;
  const some = (count: number, act: (serial: number) => Omit<Act, "atMs">): Act[] =>
    Array.from({ length: Math.round(count) }, (_, serial) => ({
      ...act(serial),
      atMs: random.integer(Math.ceil(lengthMs * 1.2)),
    })) as Act[];
  return [
    ...some(character.unclear, (serial) => ({ kind: "unclear delivery", serial })),
    ...some(character.garbage, (serial) => ({ kind: "garbage", serial })),
    ...some(told.length * character.wishes, () => {
      const circle = random.pick(circles) ?? told;
      return { kind: "wish", wish: drawWish(random, { circle, all: told }) };
    }),
    ...some(character.crashes, () => ({
      kind: "crash",
      machine: random.integer(machines),
      downMs: random.integer(random.pick([100, 1_000, 30_000] as const)),
    })),
    ...some(character.clocks, () => ({
      kind: "clock",
      machine: random.integer(machines),
      ms: random.integer(600_000) - 300_000,
    })),
    ...some(character.stalls, () => ({ kind: "stall", ms: random.integer(900_000) })),
    // A message lives four days in its queue: there is one long pause at the most.
    ...some(character.days, () => ({ kind: "stall", ms: (1 + random.integer(2)) * 86_400_000 })),
    ...some(character.outages, () => ({
      kind: "outage",
      ms: random.integer(random.pick([60_000, 1_800_000] as const)),
    })),
    ...some(character.redrives, () => ({ kind: "redrive" })),
    ...some(character.backups, () => ({ kind: "backup" })),
    ...some(character.freezes, () => ({
      kind: "freeze",
      machine: random.integer(machines),
      // The longest is longer than anybody's turn at a settlement.
      ms: random.integer(random.pick([1_000, 30_000, 300_000] as const)),
    })),
  ];
}

/** By then hardly anybody is still being worked on. */
const afterwardsMs = 600_000;

/** Some are put together when they have said everything, also those who said more than anybody. */
function mergesAfterwards(
  told: readonly Told[],
  { character: { wishes }, lengthMs, random }: Planning,
): Act[] {
  const event = () => random.pick(told)?.id ?? "";
  return Array.from({ length: Math.round((told.length * wishes) / 10) }, () => ({
    kind: "wish",
    wish: { kind: "merge", events: [event(), event()] },
    atMs: lengthMs + afterwardsMs + random.integer(Math.ceil(lengthMs * 1.2)),
  }));
}

/** Beside the consumers: the edge, two desks of staff, the quarantine, the lane of duplicates. An officer comes last. */
const fixedMachines = 5;

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
