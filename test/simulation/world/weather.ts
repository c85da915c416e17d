/** What goes wrong with services in one run: how often, and for how long. */
import { drawRates, type FaultRates } from "../faults.ts";
import type { Random } from "#bin/random.ts";

export interface Weather {
  rates: FaultRates;
  /** Whoever is held up in the middle of a call is so for so long at the most. */
  slowMsMax: number;
}

/** Anything may go wrong, often or not at all. */
export function drawWeather(random: Random): Weather {
  const { slowMsMax, ...slow } = random.pick([notSlow, notSlow, ...slowness]);
  const rates = random.chance(0.1)
    ? storm
    : drawRates(random.fork("rates"), random.pick([0, 0.05, 0.15, 0.3]));
  return { rates: { ...rates, ...slow }, slowMsMax };
}

/** Hardly any call fails, and others come between wherever they may. */
export function drawHaze(random: Random): Weather {
  const { slowMsMax, ...slow } = random.pick(slowness);
  const often = () => random.pick([0, 0.05, 0.3]);
  return {
    rates: {
      ...drawRates(random.fork("rates"), random.pick([0, 0, 0.02])),
      "torn commit": often(),
      "torn read": often(),
      "stale read": often(),
      "stale index": random.pick([0.05, 0.5]),
      ...slow,
    },
    slowMsMax,
  };
}

type Slowness = Record<"slowMsMax" | "slow read" | "slow write", number>;
const notSlow: Slowness = { slowMsMax: 0, "slow read": 0, "slow write": 0 };
/** Many are held up for a moment, or few for long: longer than anybody's turn at a settlement. */
const slowness: [Slowness, ...Slowness[]] = [
  { slowMsMax: 500, "slow read": 0.15, "slow write": 0.2 },
  { slowMsMax: 5_000, "slow read": 0.01, "slow write": 0.05 },
  { slowMsMax: 300_000, "slow read": 0.001, "slow write": 0.01 },
];

/** Services that answer hardly anything: what arrives has to be tried again and again. */
const storm: FaultRates = {
  throttled: 0.3,
  "server error": 0.3,
  "lost request": 0.2,
  "lost answer": 0.1,
  "unprocessed keys": 0.3,
  "transaction conflict": 0.2,
};
