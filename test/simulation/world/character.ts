/** How runs differ: what is drawn here is drawn once for all of a run. */
import type { Random } from "#bin/random.ts";
import { type CircleKind, circleKinds } from "./circles.ts";
import type { Matter } from "./wishes.ts";
import { drawHaze, drawWeather, type Weather } from "./weather.ts";

export interface Character {
  /** How many events are told. */
  events: number;
  weights: Readonly<Record<CircleKind, number>>;
  msPerEvent: number;
  /** Consumers that work at the same time. */
  consumers: number;
  /** Messages that a consumer is given at once. */
  batchSize: number;
  /** How long a message is hidden while in hand: as the template says, or for so much less. */
  visibilityMsMax: number;
  clockSkewMsMax: number;
  weather: Weather;
  /** The share of deliveries that come again. */
  repeated: number;
  /** For each event that is told, wherever it is. */
  wishes: number;
  /** Circles that come all at once, with stewards of their own. */
  rushes: number;
  /** What most of those stewards cannot make up their minds about. */
  about: Matter;
  /** How many there are of each, about. */
  crashes: number;
  freezes: number;
  clocks: number;
  stalls: number;
  days: number;
  outages: number;
  redrives: number;
  backups: number;
  unclear: number;
  garbage: number;
}

/** Most runs are a long day on which anything goes wrong; some are many fights about a few people each. */
export function drawCharacter(random: Random, events: number): Character {
  return random.chance(0.4) ? drawFights(random, events) : drawDay(random, events);
}

function drawDay(random: Random, events: number): Character {
  const often = (most: number) => random.pick([0, most / 4, most] as const);
  return {
    events,
    weights: weightsBy((kind) => weightOf(kind, random)),
    msPerEvent: random.pick([20, 60, 150]),
    consumers: 1 + random.integer(4),
    batchSize: random.pick([1, 10, 100]),
    visibilityMsMax: random.pick([Infinity, 15_000, 5_000]),
    clockSkewMsMax: random.pick([0, 1_000, 120_000]),
    weather: drawWeather(random.fork("weather")),
    repeated: often(0.4),
    wishes: random.pick([0, 0.05, 0.15]),
    rushes: random.pick([0, 0, 1]),
    about: "anything",
    crashes: often(80),
    freezes: random.pick([0, 5, 40]),
    clocks: often(8),
    stalls: often(6),
    days: often(1),
    outages: random.pick([0, 0, 0, 2]),
    redrives: often(3),
    backups: often(2),
    unclear: events * often(0.02),
    garbage: events * often(0.02),
  };
}

/**
 * Little fails, so that as many as possible get as far as to be in each other's way; each event costs
 * so much more that there are fewer.
 */
function drawFights(random: Random, events: number): Character {
  const about = random.pick<Matter>(["merges", "values", "anything"]);
  return {
    about,
    events: Math.ceil(0.4 * events),
    weights: { ...weightsBy(() => 0), ...fighters[about] },
    msPerEvent: random.pick([100, 300, 800]),
    consumers: 3 + random.integer(2),
    batchSize: random.pick([1, 1, 10]),
    visibilityMsMax: random.pick([Infinity, 15_000]),
    clockSkewMsMax: random.pick([0, 1_000]),
    weather: drawHaze(random.fork("weather")),
    repeated: random.pick([0, 0.2]),
    wishes: 0,
    rushes: Infinity,
    crashes: random.pick([0, 5]),
    freezes: random.pick([0, 2]),
    clocks: 0,
    stalls: random.pick([0, 0, 1]),
    days: 0,
    outages: 0,
    redrives: 1,
    backups: random.pick([0, 1]),
    unclear: 0,
    garbage: 0,
  };
}

/** Who has to do with what is fought about. */
const fighters: Readonly<Record<Matter, Partial<Record<CircleKind, number>>>> = {
  merges: { mistaken: 1 },
  values: { shop: 2, family: 1 },
  anything: { mistaken: 2, family: 2, shop: 1, bridge: 1, converging: 1, follower: 1 },
};

const weightsBy = (weightOf: (kind: CircleKind) => number) =>
  Object.fromEntries(
    (Object.keys(circleKinds) as CircleKind[]).map((kind) => [kind, weightOf(kind)]),
  ) as Record<CircleKind, number>;

/** Most are ordinary. What costs most is rare. */
function weightOf(kind: CircleKind, random: Random): number {
  if (kind === "ordinary") return 8;
  if (kind === "collector" || kind === "regular") return random.pick([0, 0, 0, 1] as const);
  if (kind === "crowd") return random.pick([0, 0, 0, 0, 1] as const);
  return random.pick([0, 1, 3] as const);
}
