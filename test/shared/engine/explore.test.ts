import { describe, expect, it } from "vitest";
import { identifierText, type StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Decision, Ruling } from "#shared/domain/identity/decision.ts";
import { evidenceOf } from "#shared/domain/identity/evidence.ts";
import type { Unlinked } from "#shared/domain/identity/partition.ts";
import { type Bounds, explore, type Start } from "#shared/engine/explore.ts";
import type { Reader } from "#shared/engine/reader.ts";
import {
  email,
  emailOf,
  eventIdOf,
  eventOf,
  minute,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";
import { known, readerOf } from "#test/fixtures/known-people.ts";

const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(serial, { identifiers });
const [home, work, shop] = [phone(phoneOf(1)), email(emailOf(1)), phone(phoneOf(2))];
const refused = (identifier: StatedIdentifier): Unlinked => ({ ...identifier, why: "limit" });
const decisionOf = (ruling: Ruling, id = "dec_1"): Decision => ({
  id,
  at: minute(1),
  by: "bo",
  ruling,
});

const wide: Bounds = { peopleMax: 30, eventsMax: 500 };
const exploring = (start: Partial<Start>, reader: Reader, bounds = wide) =>
  explore({ identifiers: [], ...start }, { reader, policy, bounds });
async function neighbourhood(start: Partial<Start>, reader: Reader) {
  const explored = await exploring(start, reader);
  if (explored.kind !== "explored") throw new Error(`not explored: ${explored.kind}`);
  return explored.neighbourhood;
}
const idsOf = async (start: Partial<Start>, reader: Reader) =>
  (await neighbourhood(start, reader)).members.map(({ person }) => person.id).sort();

describe("a neighbourhood holds", () => {
  it("nobody, where the identifiers are nobody's", async () => {
    expect(await neighbourhood({ identifiers: [home] }, readerOf([]))).toEqual({
      members: [],
      erased: [],
      entries: new Map(),
      decisions: [],
    });
  });

  it("whom the identifiers lead to, with all of their evidence", async () => {
    const ada = known("ada", [saying(1, home), saying(2, home, work)]);
    const { members, entries } = await neighbourhood({ identifiers: [home] }, readerOf([ada]));
    expect(members).toEqual([
      {
        person: ada.person,
        events: ada.events,
        evidence: ada.events.map((event) => evidenceOf(event, policy)),
      },
    ]);
    // Of the e-mail nobody had asked: it came along.
    expect([...entries.keys()]).toEqual([identifierText(home), identifierText(work)]);
  });

  it("whom one reaches only through a refused link, on from person to person", async () => {
    const people = [
      known("ada", [saying(1, home)]),
      known("bao", [saying(2, work)], { unlinked: [refused(home)] }),
      known("chen", [saying(3, email(emailOf(3)))], { unlinked: [refused(work)] }),
      known("deng", [saying(4, email(emailOf(4)))]),
    ];
    const reader = readerOf(people, {
      marked: [
        [home, { contested: "refused" }],
        [work, { contested: "refused" }],
      ],
    });
    expect(await idsOf({ identifiers: [home] }, reader)).toEqual(["ada", "bao", "chen"]);
  });

  it("nobody whom only a generic or blocked value connects", async () => {
    const unlinked: Unlinked[] = [{ ...shop, why: "generic" }];
    const people = [
      known("ada", [saying(1, work)], { unlinked }),
      known("bao", [saying(2, home)], { unlinked }),
    ];
    for (const mark of [{ generic: true }, { blocked: true }]) {
      const reader = readerOf(people, { marked: [[shop, mark]] });
      expect(await idsOf({ identifiers: [shop, work] }, reader)).toEqual(["ada"]);
    }
  });

  it("everybody who carries a value that may not be generic any more", async () => {
    const unlinked: Unlinked[] = [{ ...shop, why: "generic" }];
    const people = [
      known("ada", [saying(1, work)], { unlinked }),
      known("bao", [saying(2, home)], { unlinked }),
    ];
    const reader = readerOf(people, { marked: [[shop, { generic: true }]] });
    const start = { identifiers: [shop], retuned: new Set([identifierText(shop)]) };
    expect(await idsOf(start, reader)).toEqual(["ada", "bao"]);
  });

  it("whom a decision is about, and what it says", async () => {
    const people = [known("ada", [saying(1, home)]), known("bao", [saying(2, work)])];
    const together = decisionOf({
      kind: "same",
      subjects: [{ event: eventIdOf(1) }, { identifier: identifierText(work) }],
    });
    const { decisions } = await neighbourhood({ decisions: [together] }, readerOf(people));
    expect(decisions).toEqual([together]);
    expect(await idsOf({ decisions: [together] }, readerOf(people))).toEqual(["ada", "bao"]);
  });

  it("whom earlier decisions put together with one of them, also one that is taken back by this", async () => {
    const together = decisionOf({
      kind: "same",
      subjects: [{ event: eventIdOf(1) }, { event: eventIdOf(2) }],
    });
    const said = saying(1, home);
    const disputed = { evidence: [evidenceOf(said, policy)], decisions: [together.id] };
    const people = [known("ada", [said], { disputed }), known("bao", [saying(2, work)])];
    const reader = readerOf(people, { decisions: [together] });
    expect(await idsOf({ identifiers: [home] }, reader)).toEqual(["ada", "bao"]);
    const start = { identifiers: [], revoked: new Set([together.id]) };
    expect(await idsOf(start, reader)).toEqual(["ada", "bao"]);
    expect((await neighbourhood(start, reader)).decisions).toEqual([]);
  });

  it("nobody, where somebody whom a decision names has become another person meanwhile", async () => {
    const together = decisionOf({ kind: "same", subjects: [{ event: eventIdOf(1) }] });
    const people = [known("ada", [saying(1, home)]), known("bao", [saying(2, work)])];
    const answers = [["ada"], ["bao"]];
    const reader = { ...readerOf(people), subjects: async () => answers.shift() ?? [] };
    expect(await exploring({ decisions: [together] }, reader)).toEqual({ kind: "changed" });
  });

  it("whom only a decision kept apart from whoever is to be erased, where nothing but a shared value links", async () => {
    const apart = decisionOf({
      kind: "different",
      leaving: [{ event: eventIdOf(1) }],
      staying: [{ event: eventIdOf(2) }],
    });
    const disputed = {
      evidence: [evidenceOf(saying(2, shop), policy)],
      decisions: [apart.id],
    };
    const people = [known("ada", [saying(1, shop)]), known("bao", [saying(2, shop)], { disputed })];
    const reader = readerOf(people, { decisions: [apart], marked: [[shop, { generic: true }]] });
    expect(await idsOf({ identifiers: [], erased: [{ id: "bao" }] }, reader)).toEqual(["ada"]);
  });

  it("nobody, where whoever is to be erased has become part of somebody else meanwhile", async () => {
    const reader = readerOf([known("ada", [saying(1, home)])]);
    const start = { identifiers: [], erased: [{ id: "ada" }] };
    expect(await exploring(start, reader)).toMatchObject({ kind: "explored" });
    const changed = { ...reader, haveChanged: async () => true };
    expect(await exploring(start, changed)).toEqual({ kind: "changed" });
  });

  it("not whom a decision only keeps apart: what is asked is about the others", async () => {
    const apart = decisionOf({
      kind: "different",
      leaving: [{ event: eventIdOf(1) }],
      staying: [{ event: eventIdOf(2) }],
    });
    const people = [known("ada", [saying(1, home)]), known("bao", [saying(2, work)])];
    const reader = readerOf(people, {
      decisions: [apart],
      marked: [[home, { decisions: [apart.id] }]],
    });
    const found = await neighbourhood({ identifiers: [home] }, reader);
    expect(found.decisions).toEqual([apart]);
    expect(found.members.map(({ person }) => person.id)).toEqual(["ada"]);
  });

  it("each person once, though many identifiers and decisions lead there", async () => {
    const ada = known("ada", [saying(1, home, work)], { absorbed: ["gone"] });
    const reader = readerOf([ada], {
      merged: { gone: "ada" },
      marked: [[work, { ownerId: "gone" }]],
    });
    const start = { identifiers: [home, work], personIds: ["gone", "ada"] };
    const explored = await exploring(start, reader);
    expect(explored).toMatchObject({
      kind: "explored",
      neighbourhood: { members: [{ person: { id: "ada" } }] },
      stale: [{ from: "gone", to: "ada" }],
    });
  });
});

describe("the evidence of a person", () => {
  const said = [1, 2, 3, 4].map((serial) => saying(serial, home));

  it("shows what a decision names by itself, also where that was found last", async () => {
    const together = decisionOf({
      kind: "same",
      subjects: [{ event: eventIdOf(1) }, { event: eventIdOf(9) }],
    });
    const other = saying(9, work);
    const disputed = { evidence: [evidenceOf(other, policy)], decisions: [together.id] };
    const people = [known("ada", said), known("bao", [other], { disputed })];
    const reader = readerOf(people, { decisions: [together] });
    const { members } = await neighbourhood({ identifiers: [home, work] }, reader);
    const ada = members.find(({ person }) => person.id === "ada");
    expect(ada?.evidence.map(({ eventId }) => eventId)).toEqual([1, 2].map(eventIdOf));
  });

  it("is condensed: one event stands for those that carry the same", async () => {
    const { members } = await neighbourhood(
      { identifiers: [home] },
      readerOf([known("ada", said)]),
    );
    expect(members[0]?.evidence.map(({ eventId }) => eventId)).toEqual([eventIdOf(1)]);
    expect(members[0]?.events).toHaveLength(4);
  });

  it("of somebody disputed is at hand: no event is read", async () => {
    const disputed = {
      evidence: said.slice(0, 1).map((event) => evidenceOf(event, policy)),
      decisions: [],
    };
    const reader = readerOf([known("ada", said, { disputed })]);
    const { members } = await neighbourhood({ identifiers: [home] }, reader);
    expect(members[0]).toMatchObject({ evidence: disputed.evidence });
    expect(members[0]?.events).toBeUndefined();
    expect(reader.asked.events).toBe(0);
  });

  it("names each event that is being decided about, also of somebody disputed", async () => {
    const disputed = {
      evidence: said.slice(0, 1).map((event) => evidenceOf(event, policy)),
      decisions: [],
    };
    const apart = decisionOf({
      kind: "different",
      leaving: [{ event: eventIdOf(3) }],
      staying: [{ event: eventIdOf(1) }],
    });
    const { members } = await neighbourhood(
      { decisions: [apart] },
      readerOf([known("ada", said, { disputed })]),
    );
    // The second one stands for the fourth.
    const ids = members[0]?.evidence.map(({ eventId }) => eventId);
    expect(ids).toEqual([1, 2, 3].map(eventIdOf));
  });

  it("comes with the events that carry what is being blocked: any may be left with no link", async () => {
    const retuned = new Set([identifierText(home)]);
    const { members } = await neighbourhood(
      { identifiers: [home], retuned },
      readerOf([known("ada", said)]),
    );
    expect(members[0]?.events).toHaveLength(4);
  });
});

describe("a neighbourhood is not explored", () => {
  const ada = known("ada", [saying(1, home), saying(2, home)]);
  const bao = known("bao", [saying(3, work)]);
  const start = { identifiers: [home, work] };

  it("where it has more people than may be read at once", async () => {
    const bounds = { ...wide, peopleMax: 1 };
    expect(await exploring(start, readerOf([ada, bao]), bounds)).toEqual({
      kind: "too wide",
      personIds: ["ada", "bao"],
    });
    expect(await exploring({ identifiers: [home] }, readerOf([ada, bao]), bounds)).toMatchObject({
      kind: "explored",
    });
  });

  it("where it has more events than may be read at once", async () => {
    const tight = { ...wide, eventsMax: 2 };
    expect(await exploring(start, readerOf([ada, bao]), tight)).toMatchObject({ kind: "too wide" });
    const enough = { ...wide, eventsMax: 3 };
    expect(await exploring(start, readerOf([ada, bao]), enough)).toMatchObject({
      kind: "explored",
    });
  });

  it("while somebody in it is worked on, wherever they stand", async () => {
    const busy = known("bao", [saying(3, work)], { state: "settling" });
    expect(await exploring(start, readerOf([ada, busy]))).toEqual({ kind: "busy" });
    expect(await exploring({ personIds: ["bao"] }, readerOf([ada, busy]))).toEqual({
      kind: "busy",
    });
  });

  it("while the list of somebody's events is not complete", async () => {
    const reader = readerOf([ada]);
    const behind: Reader = { ...reader, events: async () => undefined };
    expect(await exploring({ identifiers: [home] }, behind)).toEqual({ kind: "busy" });
  });

  it("where a row and its record disagree", async () => {
    const reader = readerOf([ada], { marked: [[work, { ownerId: "ada" }]] });
    expect(await exploring(start, reader)).toEqual({ kind: "changed" });
  });
});
