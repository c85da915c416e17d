/** The order in which the parts stop, and what happens when one of them does not. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createStops } from "#infra/local/stops.ts";

function recorded() {
  const order: string[] = [];
  const stops = createStops();
  const record = (name: string, ms: number) => async () => {
    await sleep(ms);
    order.push(name);
  };
  return { order, stops, record };
}

test("whoever asks stops before whoever answers, in whatever order they were started", async () => {
  const { order, stops, record } = recorded();
  stops.add("state", record("state", 0));
  stops.add("tables", record("tables", 1));
  stops.add("gateway", record("gateway", 20));
  stops.add("queues", record("queues", 1));
  stops.add("functions", record("functions", 5));
  stops.add("parameters", record("parameters", 1));
  stops.add("pollers", record("pollers", 10));
  stops.add("timekeeper", record("timekeeper", 10));
  await stops.run();
  expect(order).toEqual([
    "gateway",
    "timekeeper",
    "pollers",
    "functions",
    "parameters",
    "queues",
    "tables",
    "state",
  ]);
});

test("what was never started is not stopped", async () => {
  const { order, stops, record } = recorded();
  stops.add("tables", record("tables", 0));
  await stops.run();
  expect(order).toEqual(["tables"]);
});

test("who asks again waits for the same end", async () => {
  const { order, stops, record } = recorded();
  stops.add("gateway", record("gateway", 20));
  const first = stops.run();
  await stops.run();
  expect(order).toEqual(["gateway"]);
  await first;
  expect(order).toEqual(["gateway"]);
});

test("one that fails does not keep the others running, and is not hushed up", async () => {
  const { order, stops, record } = recorded();
  const cause = new Error("stuck");
  stops.add("gateway", () => Promise.reject(cause));
  stops.add("state", record("state", 0));
  await expect(stops.run()).rejects.toMatchObject({ errors: [cause] });
  expect(order).toEqual(["state"]);
});
