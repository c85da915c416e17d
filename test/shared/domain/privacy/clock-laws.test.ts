/** What holds of every legal clock, whatever the law, zone, calendar, pauses and extension. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Calendar, calendarOf, weekendsOnly } from "#shared/domain/privacy/calendar.ts";
import { calendarFiles } from "#shared/domain/privacy/calendars/index.ts";
import { type ClockInput, clockOf, escalationOf } from "#shared/domain/privacy/clock.ts";
import { addDays, type Day, dayMs, dayOf } from "#shared/domain/privacy/day.ts";
import { Law } from "#shared/domain/privacy/law.ts";
import type { Pause } from "#shared/domain/privacy/run.ts";

const firstMs = Date.parse("2025-01-01T00:00:00Z");
const iso = (ms: number) => new Date(ms).toISOString();
/** To the minute, so that instants often meet. */
const minute = (days: number) => fc.integer({ min: 0, max: days * 1_440 });
const started = minute(1_400).map((minutes) => firstMs + minutes * 60_000);

const zone = fc.constantFrom(
  "Europe/Berlin",
  "Asia/Shanghai",
  "America/Los_Angeles",
  "Africa/Cairo",
  "Pacific/Auckland",
);
const calendar = fc.constantFrom(weekendsOnly, ...Object.values(calendarFiles).map(calendarOf));

/** One that is over, at most four months after the start. */
const pauseAfter = (startMs: number): fc.Arbitrary<Pause> =>
  fc
    .record({
      ground: fc.constantFrom("identity" as const, "hold" as const),
      from: minute(120),
      lasts: minute(40),
    })
    .map(({ ground, from, lasts }) => {
      const fromMs = startMs + (from - 1_440) * 60_000;
      return { ground, from: iso(fromMs), to: iso(fromMs + lasts * 60_000) };
    });

const input: fc.Arbitrary<ClockInput> = started.chain((startMs) =>
  fc.record({
    law: fc.constantFrom(...Law.options),
    startedAt: fc.constant(iso(startMs)),
    zone,
    calendar,
    pauses: fc.array(pauseAfter(startMs), { maxLength: 4 }),
    extension: fc.option(
      minute(100).map((minutes) => ({
        at: iso(startMs + minutes * 60_000),
        by: "officer",
        reason: "Many channels.",
      })),
      { nil: undefined },
    ),
  }),
);

const dueMs = (of: ClockInput) => Date.parse(clockOf(of).dueAt);
const dueMsBy = (other: Calendar, of: ClockInput) => dueMs({ ...of, calendar: other });

describe("a clock", () => {
  it("is never due before its start, nor before somebody must be told of the receipt", () => {
    fc.assert(
      fc.property(input, (one) => {
        const { dueAt, receiptDueAt = one.startedAt } = clockOf(one);
        expect(Date.parse(dueAt)).toBeGreaterThan(Date.parse(one.startedAt));
        expect(Date.parse(dueAt)).toBeGreaterThanOrEqual(Date.parse(receiptDueAt));
      }),
    );
  });

  it("is due in the last millisecond of a day in its zone", () => {
    fc.assert(
      fc.property(input, (one) => {
        const due = dueMs(one);
        expect(dayOf(due + 1, one.zone)).toBe(addDays(dayOf(due, one.zone), 1));
      }),
    );
  });

  it("is never due earlier as a pause is added, over or lasting", () => {
    const withPause = input.chain((one) =>
      fc.tuple(fc.constant(one), pauseAfter(Date.parse(one.startedAt))),
    );
    fc.assert(
      fc.property(withPause, ([one, pause]) => {
        const lasting = { ground: pause.ground, from: pause.from };
        for (const added of [pause, lasting]) {
          const paused = { ...one, pauses: [...one.pauses, added] };
          expect(dueMs(paused)).toBeGreaterThanOrEqual(dueMs(one));
        }
      }),
    );
  });

  it("does not depend on the order in which its pauses are told", () => {
    fc.assert(
      fc.property(input, (one) => {
        expect(clockOf({ ...one, pauses: one.pauses.toReversed() })).toEqual(clockOf(one));
      }),
    );
  });

  it("is never due earlier as it is extended", () => {
    fc.assert(
      fc.property(input, (one) => {
        expect(dueMs(one)).toBeGreaterThanOrEqual(dueMs({ ...one, extension: undefined }));
      }),
    );
  });

  it("of who asks later is never due earlier", () => {
    fc.assert(
      fc.property(input, minute(60), (one, minutes) => {
        const plain = { ...one, pauses: [], extension: undefined };
        const later = iso(Date.parse(one.startedAt) + minutes * 60_000);
        expect(dueMs({ ...plain, startedAt: later })).toBeGreaterThanOrEqual(dueMs(plain));
      }),
    );
  });
});

describe("a calendar", () => {
  const holidays = fc.array(
    fc.integer({ min: 0, max: 1_600 }).map((days) => iso(firstMs + days * dayMs).slice(0, 10)),
    { maxLength: 60 },
  );

  it("with more holidays never makes a clock due earlier", () => {
    fc.assert(
      fc.property(input, holidays, (one, more) => {
        expect(dueMsBy(withHolidays(one.calendar, more), one)).toBeGreaterThanOrEqual(dueMs(one));
      }),
    );
  });

  it("that knows less never makes a clock due later, and then it is provisional", () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 2024, max: 2029 }), (one, last) => {
        const shorter = knowingUntil(one.calendar, `${last}-12-31`);
        expect(dueMsBy(shorter, one)).toBeLessThanOrEqual(dueMs(one));
        const { provisional, dueAt } = clockOf({ ...one, calendar: shorter });
        if (!provisional) expect(dueAt).toBe(clockOf(one).dueAt);
      }),
    );
  });

  function withHolidays(known: Calendar, more: readonly Day[]): Calendar {
    const off = new Set(more);
    return { ...known, isWorkingDay: (day) => known.isWorkingDay(day) && !off.has(day) };
  }

  function knowingUntil(known: Calendar, last: Day): Calendar {
    return {
      knows: (day) => day <= last && known.knows(day),
      isWorkingDay: (day) => day > last || known.isWorkingDay(day),
    };
  }
});

describe("escalation", () => {
  it("never goes back, is none at the start, and full from the due date on", () => {
    fc.assert(
      fc.property(input, minute(200), minute(200), (one, from, further) => {
        const clock = clockOf(one);
        const nowMs = Date.parse(one.startedAt) + from * 60_000;
        const [now, later] = [nowMs, nowMs + further * 60_000].map((ms) =>
          escalationOf(clock, iso(ms)),
        ) as [ReturnType<typeof escalationOf>, ReturnType<typeof escalationOf>];
        expect(later.usedPercent).toBeGreaterThanOrEqual(now.usedPercent);
        expect(later.level).toBeGreaterThanOrEqual(now.level);
        expect(escalationOf(clock, one.startedAt)).toEqual({ usedPercent: 0, level: 0 });
        expect(escalationOf(clock, clock.dueAt)).toEqual({ usedPercent: 100, level: 100 });
      }),
    );
  });
});
