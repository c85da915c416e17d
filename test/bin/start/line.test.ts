/** A function's log line, for a person's eyes. */
import { expect, test } from "vitest";
import { readable } from "#bin/start/line.ts";

/** The machine's own zone is what a person's watch shows. */
const at = new Date(2026, 10, 22, 18, 30, 1);
const shown = (line: unknown): string => readable(JSON.stringify(line), at);

test("a delivery that was accepted: when, where, what, which events, how long", () => {
  const line = {
    outcome: "accepted",
    channel: "typeform",
    route: "POST /webhooks/typeform",
    events: ["evt_one", "evt_two"],
    status: 200,
    durationMs: 3,
  };
  expect(shown(line)).toBe(
    "18:30:01  typeform          accepted     POST /webhooks/typeform  evt_one evt_two  200  3 ms",
  );
});

test("a delivery that was refused: with its reason", () => {
  const line = {
    outcome: "refused",
    channel: "wechat-official",
    reason: "signature wrong",
    status: 401,
  };
  expect(shown(line)).toBe("18:30:01  wechat-official   refused      signature wrong  401");
});

test("a detail that does not explain itself: with its name", () => {
  expect(shown({ outcome: "expired", deliveries: 1, before: "2026-10-23" })).toBe(
    "18:30:01  -                 expired      deliveries 1  before 2026-10-23",
  );
});

test("details that say nothing are left out, those that are false or zero are not", () => {
  expect(shown({ outcome: "done", events: [], none: undefined, some: 0, more: false })).toBe(
    "18:30:01  -                 done         some 0  more false",
  );
});

test("columns stay columns", () => {
  const columns = ["website", "typeform", "twilio-voice"].map((channel) =>
    shown({ outcome: "accepted", channel, status: 200 }).indexOf("accepted"),
  );
  expect(new Set(columns).size).toBe(1);
});

test("one line stays one line, whatever a detail holds", () => {
  expect(shown({ outcome: "failed", error: "a\nb\u001b[31mc" })).toBe(
    "18:30:01  -                 failed       error a b [31mc",
  );
});

test.each([
  "",
  "a warning of the runtime",
  '{"level":"warn","message":"not ours"}',
  "null",
  "[]",
  '"outcome"',
  "3",
  '{"outcome":"cut off',
])("what is none of our lines stays as it is: %j", (line) => {
  expect(readable(line, at)).toBe(line);
});
