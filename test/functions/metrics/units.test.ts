/** What an hour costs: a matter of sources and days, not of people. */
import { expect, it } from "vitest";
import { startStores, type Units } from "#test/fixtures/stores.ts";
import { count, startMetrics } from "./measuring.ts";
import { afterwards, countersOf } from "./traffic-of.ts";

async function unitsAt(people: number): Promise<Units> {
  const { store, takeUnits, stop } = await startStores();
  try {
    await count(countersOf(people), store);
    const metrics = startMetrics(store);
    // What is raised and kept once: not what every hour costs.
    await metrics.runOn(afterwards, 0);
    takeUnits();
    await metrics.runOn(afterwards, 1);
    return takeUnits();
  } finally {
    await stop();
  }
}

it("an hour reads and writes as much of 100,000 people as of 1,000", async () => {
  const [few, many] = [await unitsAt(1_000), await unitsAt(100_000)];
  // Numbers with more digits are longer, by a byte for two.
  expect(many.read).toBeLessThanOrEqual(1.05 * few.read);
  expect(many.counters).toBeLessThanOrEqual(1.2 * few.counters);
  expect(few.read).toBeLessThan(1_000);
  // The report itself; nothing else is written of an hour in which nothing is new.
  expect(many.counters).toBeLessThan(50);
  expect(many.write).toBe(0);
});
