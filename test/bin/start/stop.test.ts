/** One signal, two signals, and one that comes twice. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createStop } from "#bin/start/stop.ts";

function stopping(stop: () => Promise<void>) {
  const codes: number[] = [];
  const said: string[] = [];
  let stops = 0;
  const onSignal = createStop({
    stop: () => {
      stops++;
      return stop();
    },
    exit: (code) => codes.push(code),
    say: (text) => said.push(text),
  });
  return { onSignal, codes, said, stops: () => stops };
}

const never = () => new Promise<void>(() => {});

test("the first signal stops in good order, and ends with 0 when everything has stopped", async () => {
  const { onSignal, codes, said } = stopping(() => sleep(20));
  onSignal(0);
  expect(codes).toEqual([]);
  await sleep(50);
  expect(codes).toEqual([0]);
  expect(said).toEqual([
    expect.stringContaining("what is in hand is finished first"),
    expect.stringContaining("Everything is remembered"),
  ]);
});

test("a second one does not wait", () => {
  const { onSignal, codes, said, stops } = stopping(never);
  onSignal(1_000);
  onSignal(1_600);
  expect(codes).toEqual([1]);
  expect(stops()).toBe(1);
  expect(said.at(-1)).toContain("Stopped at once");
});

test("one that the terminal and npm both pass on is one", () => {
  const { onSignal, codes, stops } = stopping(never);
  for (const nowMs of [1_000, 1_001, 1_050, 1_499]) onSignal(nowMs);
  expect(codes).toEqual([]);
  expect(stops()).toBe(1);
});

test("where something cannot be stopped, the end is 1 and says why", async () => {
  const { onSignal, codes, said } = stopping(() => Promise.reject(new Error("the queue is stuck")));
  onSignal(0);
  await sleep(10);
  expect(codes).toEqual([1]);
  expect(said.at(-1)).toContain("the queue is stuck");
});
