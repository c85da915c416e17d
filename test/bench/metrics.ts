/** What the hourly measuring of quality consumes, as there are more people. */
import { startStores } from "#test/fixtures/stores.ts";
import { count, startMetrics } from "#test/functions/metrics/measuring.ts";
import { afterwards, countersOf } from "#test/functions/metrics/traffic-of.ts";
import { prices } from "./prices.ts";
import type { Figure } from "./report.ts";

const hoursPerMonth = 730;

export async function metricsFigures(growth: readonly number[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const people of growth) figures.push(...(await figuresAt(people)));
  return figures;
}

async function figuresAt(people: number): Promise<Figure[]> {
  const { store, takeUnits, stop } = await startStores();
  try {
    await count(countersOf(people), store);
    const metrics = startMetrics(store);
    await metrics.runOn(afterwards, 0);
    takeUnits();
    const startedMs = performance.now();
    await metrics.runOn(afterwards, 1);
    const seconds = (performance.now() - startedMs) / 1_000;
    const { read, counters } = takeUnits();
    const dollars = hoursPerMonth * (read * prices.readUnit + counters * prices.writeUnit);
    const at = `an hour of 10 sources, 84 days, at ${people} people`;
    return [
      { what: at, value: read, unit: "RRU" },
      { what: at, value: counters, unit: "WRU" },
      { what: at, value: seconds, unit: "s" },
      // Prices are of a million.
      { what: `a month of that, at ${people} people`, value: dollars / 1_000_000, unit: "$" },
    ];
  } finally {
    await stop();
  }
}
