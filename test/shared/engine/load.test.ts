import { describe, expect, it } from "vitest";
import {
  type Identifier,
  identifierText,
  type StatedIdentifier,
} from "#shared/domain/identifier.ts";
import { distinct, load } from "#shared/engine/load.ts";
import type { Reader } from "#shared/engine/reader.ts";
import { email, emailOf, eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import { known, readerOf } from "#test/fixtures/known-people.ts";

const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(serial, { identifiers });
const [home, work] = [phone(phoneOf(1)), email(emailOf(1))];
const bare = ({ type, namespace, value }: Identifier): Identifier => ({ type, namespace, value });
const ada = known("ada", [saying(1, home)]);
const bao = known("bao", [saying(2, work)]);

async function loaded(identifiers: readonly Identifier[], reader: Reader) {
  const answer = await load(identifiers, reader);
  if (answer.kind !== "loaded") throw new Error(`not loaded: ${answer.kind}`);
  return answer;
}
const ownersOf = async (identifiers: readonly Identifier[], reader: Reader) => {
  const { known: found } = await loaded(identifiers, reader);
  return [...found.entries].map(([text, { ownerId }]) => [text, ownerId]);
};

describe("whose identifiers they are", () => {
  it("is nobody's, where nobody ever gave them", async () => {
    expect(await load([home, work], readerOf([]))).toEqual({
      kind: "loaded",
      known: { people: [], entries: new Map() },
      stale: [],
    });
  });

  it("is the person who holds them, read once for all of them", async () => {
    const both = known("both", [saying(1, home, work)]);
    const reader = readerOf([both]);
    const { known: found } = await loaded([home, work], reader);
    expect(found.people).toEqual([both.person]);
    expect(reader.asked).toMatchObject({ entries: 1, roots: 1, events: 0 });
  });

  it("is several persons', where they lead to several", async () => {
    expect(await ownersOf([home, work], readerOf([ada, bao]))).toEqual([
      [identifierText(home), "ada"],
      [identifierText(work), "bao"],
    ]);
  });

  it("is the root's, after a merge, and the rows that name the absorbed one are told", async () => {
    const root = known("root", [saying(1, home, work)], { absorbed: ["gone"] });
    const reader = readerOf([root], {
      merged: { gone: "root" },
      marked: [[work, { ownerId: "gone" }]],
    });
    const { known: found, stale } = await loaded([home, work], reader);
    expect([...found.entries.values()].map(({ ownerId }) => ownerId)).toEqual(["root", "root"]);
    expect(found.people).toEqual([root.person]);
    expect(stale).toEqual([{ identifier: bare(work), from: "gone", to: "root" }]);
  });

  it("is nobody's, where the row only says something about the value", async () => {
    const reader = readerOf([], { marked: [[home, { generic: true }]] });
    const { known: found } = await loaded([home], reader);
    expect(found).toMatchObject({ people: [] });
    expect(found.entries.get(identifierText(home))).toMatchObject({ generic: true, version: 1 });
  });
});

describe("a row that leads to who was erased", () => {
  it("is nobody's, and keeps what else it says", async () => {
    const marked = [[home, { ownerId: "dora", generic: true }]] as const;
    const reader = readerOf([bao], { marked, erased: ["dora"] });
    const { known: found } = await loaded([home, work], reader);
    expect(found.people).toEqual([bao.person]);
    expect(found.entries.get(identifierText(home))).toMatchObject({
      ownerId: undefined,
      generic: true,
      version: 1,
    });
  });

  it("is asked about only where a row leads to nobody", async () => {
    const reader = readerOf([ada, bao]);
    await loaded([home, work], reader);
    expect(reader.asked.gone).toBe(0);
  });
});

describe("a row is not believed", () => {
  it.each([
    ["the record it leads to does not list the identifier", { ownerId: "ada" }],
    ["it leads to nobody", { ownerId: "nobody" }],
    ["it leads through a merge to a record without the identifier", { ownerId: "gone" }],
  ])("where %s", async (_, change) => {
    const reader = readerOf([ada], { merged: { gone: "ada" }, marked: [[work, change]] });
    expect(await load([work], reader)).toEqual({ kind: "changed" });
    expect(await load([home, work], reader)).toEqual({ kind: "changed" });
    expect(await load([home], reader)).toMatchObject({ kind: "loaded" });
  });
});

describe("a writer has to wait", () => {
  it.each(["settling", "erasing"] as const)("while one of the persons is %s", async (state) => {
    const waiting = readerOf([known("ada", [saying(1, home)], { state }), bao]);
    expect(await load([home], waiting)).toEqual({ kind: "busy" });
    expect(await load([work, home], waiting)).toEqual({ kind: "busy" });
    expect(await load([work], waiting)).toMatchObject({ kind: "loaded" });
  });

  it("while a settlement works on one of the rows", async () => {
    const reader = readerOf([ada, bao], { marked: [[work, "busy"]] });
    expect(await load([home, work], reader)).toEqual({ kind: "busy" });
    expect(await load([home], reader)).toMatchObject({ kind: "loaded" });
  });
});

describe("distinct identifiers", () => {
  it("are each there once, whether proved or typed, without saying which", () => {
    expect(distinct([home, { ...home, verified: true }, work])).toEqual([bare(home), bare(work)]);
  });

  it("are apart where only type or namespace differs", () => {
    const value = phoneOf(1);
    const others = [phone(value), email(value), { ...phone(value), namespace: "x" }];
    expect(distinct(others)).toHaveLength(3);
  });

  it("of none are none", () => {
    expect(distinct([])).toEqual([]);
  });
});
