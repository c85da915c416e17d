import { describe, expect, it } from "vitest";
import type { Finding } from "#shared/domain/quality/alert.ts";
import {
  acknowledge,
  mute,
  raise,
  type Standings,
  unmute,
} from "#shared/domain/quality/standing.ts";
import { day } from "./counting.ts";

const silent: Finding = {
  kind: "silence",
  source: "website:a",
  quietDays: 1,
  expected: 9,
  samples: [],
};
const letters: Finding = { kind: "dead letters", count: 2, samples: ["rev_1"] };
const cause = "silence website:a";
const who = { by: "ann", at: `${day(0)}T08:00:00.000Z` };

/** Which days told of the silence, where it was found on those days; `meanwhile` comes after a day. */
function toldOn(
  found: readonly number[],
  meanwhile: (standings: Standings, at: number) => Standings | undefined = () => undefined,
): number[] {
  let standings: Standings = new Map();
  return found.filter((at) => {
    const raised = raise([silent], day(at), standings);
    standings = meanwhile(raised.standings, at) ?? raised.standings;
    return raised.alerts.length > 0;
  });
}

describe("a cause is told of", () => {
  it("once a day, however often it is looked for", () => {
    const first = raise([silent, letters, silent], day(0), new Map());
    expect(first.alerts.map(({ id }) => id)).toEqual([
      `${day(0)} ${cause}`,
      `${day(0)} dead letters`,
    ]);
    const again = raise([silent, letters], day(0), first.standings);
    expect(again).toEqual({ alerts: [], standings: first.standings });
  });

  it("every day until somebody knows", () => {
    expect(toldOn([0, 1, 2])).toEqual([0, 1, 2]);
  });

  it("no more once it is acknowledged, as long as it goes on", () => {
    const known = toldOn([0, 1, 2, 3], (all, at) =>
      at === 1 ? acknowledge(cause, who, all) : all,
    );
    expect(known).toEqual([0, 1]);
  });

  it("again when it comes back after a day without it", () => {
    const known = toldOn([0, 1, 3], (all, at) => (at === 0 ? acknowledge(cause, who, all) : all));
    expect(known).toEqual([0, 3]);
  });

  it("not while it is muted, and again from the day after", () => {
    const until = { by: "ann", until: day(3) };
    expect(toldOn([0, 1, 3, 4], (all, at) => (at === 0 ? mute(cause, until, all) : all))).toEqual([
      0, 4,
    ]);
    const lifted = toldOn([0, 1, 2], (all, at) =>
      at === 0 ? mute(cause, until, all) : unmute(cause, all),
    );
    expect(lifted).toEqual([0, 2]);
  });

  it("without a word of a mute that is over: it can be muted anew", () => {
    const muted = { by: "ann", until: day(1) };
    const known = new Map([[cause, { firstDay: day(0), lastDay: day(1), muted }]]);
    const { standings } = raise([silent], day(2), known);
    expect(standings.get(cause)).toEqual({ firstDay: day(0), lastDay: day(2) });
  });
});

it("nobody can acknowledge or mute what was never found", () => {
  expect(acknowledge("silence nobody", who, new Map())).toBeUndefined();
  expect(mute("silence nobody", { by: "ann", until: day(1) }, new Map())).toBeUndefined();
  expect(unmute("silence nobody", new Map())).toBeUndefined();
});
