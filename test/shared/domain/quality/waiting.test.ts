import { describe, expect, it } from "vitest";
import { inspectWaiting, type Waiting } from "#shared/domain/quality/waiting.ts";
import { day } from "./counting.ts";

const nothing: Waiting = {
  genericValues: [],
  reviews: { count: 0, oldestDay: undefined, samples: [], isWhole: true },
  deadLetters: { count: 0, samples: [] },
  requests: [],
};
const found = (waiting: Partial<Waiting>) => inspectWaiting({ ...nothing, ...waiting }, day(30));
const requests = (...dueDays: number[]) =>
  dueDays.map((at) => ({ id: `req_${at}`, dueDay: day(at) }));

describe("somebody has to look", () => {
  it("at values that became generic, with five of them at most", () => {
    const genericValues = ["rev_1", "rev_2", "rev_3", "rev_4", "rev_5", "rev_6"];
    expect(found({ genericValues })).toEqual([
      { kind: "generic values", count: 6, samples: genericValues.slice(0, 5) },
    ]);
  });

  it("at reviews that are many and old", () => {
    const reviews = { count: 20, oldestDay: day(23), samples: ["rev_1"], isWhole: true };
    expect(found({ reviews })).toEqual([
      { kind: "review backlog", count: 20, oldestDays: 7, samples: ["rev_1"] },
    ]);
  });

  it.each([
    ["many, of which the oldest may not have been seen", 20, day(30)],
    ["old, beside which others may not have been seen", 1, day(23)],
  ])("at reviews too many to be read whole that are %s", (_, count, oldestDay) => {
    const reviews = { count, oldestDay, samples: [], isWhole: false };
    expect(found({ reviews })).toMatchObject([{ kind: "review backlog", count }]);
  });

  it("at every dead letter", () => {
    expect(found({ deadLetters: { count: 1, samples: ["rev_1"] } })).toMatchObject([
      { kind: "dead letters", count: 1 },
    ]);
  });

  it("at requests that are late or due within a week, the first due first", () => {
    expect(found({ requests: requests(37, 29, 30, 38) })).toEqual([
      { kind: "deadlines", overdue: 1, soon: 2, samples: ["req_29", "req_30", "req_37"] },
    ]);
  });
});

describe("nobody has to look", () => {
  it.each([
    ["nothing at all", {}],
    [
      "many reviews of yesterday",
      { reviews: { count: 500, oldestDay: day(29), samples: [], isWhole: true } },
    ],
    ["few old reviews", { reviews: { count: 19, oldestDay: day(0), samples: [], isWhole: true } }],
    [
      "few new reviews among very many answered ones",
      { reviews: { count: 19, oldestDay: day(24), samples: [], isWhole: false } },
    ],
    ["requests that have time", { requests: requests(38, 60) }],
  ] satisfies [string, Partial<Waiting>][])("at %s", (_, waiting) => {
    expect(found(waiting)).toEqual([]);
  });
});
