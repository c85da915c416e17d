import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DuplicatesStore } from "#functions/duplicates/examine.ts";
import { peoplePerKeyMax } from "#shared/stores/candidates.ts";
import { duplicateEvidence, duplicateReviewId } from "#shared/stores/duplicates.ts";
import { answerQuestion, readQuestion } from "#shared/stores/reviews.ts";
import type { Store } from "#shared/stores/tables.ts";
import { rowsOf, rowText } from "#test/fixtures/deliver.ts";
import { nationalId } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { askedAbout, lanesRows, nobody, now, ownPhone, startLane, tell } from "./people.ts";
import { setState } from "#test/fixtures/deliver.ts";

let stores: TestStores;
let store: Store;
let lane: ReturnType<typeof startLane>;
/** Each test has a name, a birthday and a house of its own: no test sees another's people. */
let ottilie: Record<"fullName" | "birthday" | "street" | "postalCode", string>;
let tests = 0;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(() => {
  lane = startLane(store);
  tests += 1;
  const letters = Array.from(String(tests), (digit) => "bdfghkmnpt".charAt(Number(digit)));
  ottilie = {
    fullName: `Ottilie Qu${letters.join("e")}ist`,
    birthday: `${1930 + tests}-05-17`,
    street: `${tests} Harbour Lane`,
    postalCode: String(30_000 + tests),
  };
});

const twins = async (): Promise<[string, string]> => [
  await tell(store, { values: ottilie }),
  await tell(store, { values: ottilie }),
];
const reviewOf = (a: string, b: string) => readQuestion(duplicateReviewId([a, b]), store);
const answer = async (a: string, b: string, status: "open" | "dismissed" | "decided") =>
  answerQuestion(
    { id: duplicateReviewId([a, b]), status, decisions: [] },
    { by: "bo", at: now.toISOString() },
    store,
  );
/** Pairs with one of these that a human is asked about now. */
const pairsOf = async (...ids: readonly string[]) =>
  (await askedAbout(store)).filter((pair) => ids.some((id) => pair.includes(id)));
const rowsNaming = async (id: string) =>
  (await lanesRows(store)).filter((row) => rowText(row).includes(id));

describe("two people who look like one", () => {
  it("are a review: two ids, a score, since when", async () => {
    const [a, b] = await twins();
    await lane.compare(a, b);
    expect(await reviewOf(a, b)).toMatchObject({
      kind: "possible-duplicate",
      status: "open",
      active: true,
      at: now.toISOString(),
      people: [a, b].sort(),
      score: (await duplicateEvidence(a, b, store))?.score,
    });
    expect(await pairsOf(a, b)).toEqual([JSON.stringify([a, b].sort())]);
  });

  it("are found as soon as both have been compared, whichever is first", async () => {
    const [a, b] = await twins();
    await lane.compare(b);
    expect(await pairsOf(a, b)).toEqual([]);
    await lane.compare(a);
    expect(await pairsOf(a, b)).toHaveLength(1);
  });

  it("are asked about once, however many keys they share and however often they are named", async () => {
    const [a, b] = await twins();
    const body = JSON.stringify({ people: [a, b] });
    expect(await lane.deliverBodies(body, body, body)).toEqual([]);
    const rows = await lanesRows(store);
    await Promise.all([lane.compare(a), lane.compare(b), lane.compare(b, a)]);
    expect(await pairsOf(a, b)).toHaveLength(1);
    expect((await lanesRows(store)).map(rowText).sort()).toEqual(rows.map(rowText).sort());
  });

  it("are found in every pair of three, also when all come at the same time", async () => {
    const three = [...(await twins()), await tell(store, { values: ottilie })];
    await Promise.all(three.map((id) => lane.compare(id)));
    expect(await pairsOf(...three)).toHaveLength(3);
  });

  it("are still asked about while one of them is being settled: until then it is who it was", async () => {
    const [a, b] = await twins();
    await setState(a, "settling", store);
    await lane.compare(a, b);
    expect(await pairsOf(a, b)).toHaveLength(1);
  });
});

describe("nobody is asked about", () => {
  it("people who share a key and too little else", async () => {
    const a = await tell(store, { values: ottilie });
    const { birthday, postalCode } = ottilie;
    const b = await tell(store, { values: { fullName: "Oswin Quade", birthday, postalCode } });
    await lane.compare(a, b);
    expect(await reviewOf(a, b)).toBeUndefined();
  });

  it("two with different national ids, whatever else they share", async () => {
    const ids = ["440524196308300012", "110105198704112358"];
    const [a = "", b = ""] = await Promise.all(
      ids.map((id) => tell(store, { values: ottilie, identifiers: [nationalId(id)] })),
    );
    await lane.compare(a, b);
    expect(await reviewOf(a, b)).toBeUndefined();
  });

  it("people who say nothing by which to compare them: they leave no row", async () => {
    const id = await tell(store, { values: { city: "Suzhou" } });
    await lane.compare(id);
    expect(await rowsNaming(id)).toEqual([]);
    expect(lane.lines.at(-1)).toMatchObject({ outcome: "compared", examined: 1, failed: 0 });
  });

  it("people under a key that too many share", async () => {
    const { fullName, postalCode } = ottilie;
    const crowd: string[] = [];
    for (let count = 0; count <= peoplePerKeyMax; count++) {
      crowd.push(await tell(store, { values: { fullName, postalCode } }));
    }
    await lane.compare(...crowd);
    const before = await pairsOf(...crowd);
    expect(before).toHaveLength(((peoplePerKeyMax + 1) * peoplePerKeyMax) / 2);
    const late = await tell(store, { values: { fullName, postalCode } });
    await lane.compare(late);
    expect(await pairsOf(late)).toEqual([]);
  });

  it.each(["restricted", "erasing"] as const)("somebody who is %s", async (state) => {
    const [a, b] = await twins();
    await lane.compare(a);
    await setState(a, state, store);
    await lane.compare(b, a);
    expect(await pairsOf(a, b)).toEqual([]);
  });

  it("somebody who is not there, and the message is done with", async () => {
    await lane.compare(nobody());
    expect(lane.lines).toEqual([
      { outcome: "compared", examined: 0, skipped: 0, forgotten: 1, failed: 0 },
    ]);
  });
});

describe("what a human said", () => {
  it.each(["dismissed", "decided"] as const)("stays: %s is not asked again", async (status) => {
    const [a, b] = await twins();
    await lane.compare(a, b);
    await answer(a, b, status);
    await lane.compare(a, b);
    expect((await reviewOf(a, b))?.status).toBe(status);
    expect(await pairsOf(a, b)).toEqual([]);
  });

  it("and took back is asked again", async () => {
    const [a, b] = await twins();
    await lane.compare(a, b);
    await answer(a, b, "dismissed");
    await answer(a, b, "open");
    await lane.compare(a);
    expect(await pairsOf(a, b)).toHaveLength(1);
  });

  it("of somebody counts for whom that one has become part of", async () => {
    const [own, shared] = [ownPhone(), ownPhone()];
    const part = await tell(store, { values: ottilie, identifiers: [own] });
    const other = await tell(store, { values: ottilie });
    await lane.compare(part, other);
    await answer(part, other, "dismissed");
    for (let count = 0; count < 2; count++) await tell(store, { identifiers: [shared] });
    const whole = await tell(store, { identifiers: [shared, own] });
    expect(whole).not.toBe(part);
    await lane.compare(part, whole);
    expect(await reviewOf(whole, other)).toMatchObject({ status: "dismissed", active: true });
    expect(await pairsOf(part, whole, other)).toEqual([]);
  });
});

describe("a question is closed", () => {
  it("when the two have become one, and the part's rows are gone", async () => {
    const [a, b] = [ownPhone(), ownPhone()];
    const first = await tell(store, { values: ottilie, identifiers: [a] });
    const second = await tell(store, { values: ottilie, identifiers: [b] });
    await lane.compare(first, second);
    const root = await tell(store, { identifiers: [a, b] });
    const part = root === first ? second : first;
    await lane.compare(part);
    expect(await reviewOf(first, second)).toMatchObject({ active: false, status: "open" });
    expect((await lanesRows(store)).filter(({ s }) => String(s).includes(part))).toEqual([]);
    expect(await rowsNaming(part)).toEqual([]);
    expect((await rowsNaming(root)).length).toBeGreaterThan(1);
  });

  it("by the one that is left, where nobody said that the other has become a part of it", async () => {
    const [a, b] = [ownPhone(), ownPhone()];
    const first = await tell(store, { values: ottilie, identifiers: [a] });
    const second = await tell(store, { values: ottilie, identifiers: [b] });
    await lane.compare(first, second);
    const root = await tell(store, { identifiers: [a, b] });
    await lane.compare(root);
    expect((await reviewOf(first, second))?.active).toBe(false);
    expect(await rowsNaming(root === first ? second : first)).toEqual([]);
  });

  it("when they are no longer alike, by whichever of them changed", async () => {
    const identifiers = [ownPhone()];
    const a = await tell(store, { values: ottilie, identifiers });
    const b = await tell(store, { values: ottilie });
    await lane.compare(a, b);
    await tell(store, {
      values: { fullName: "Hjalmar Ekdal", birthday: "1951-02-03", street: "4 Mill Yard" },
      identifiers,
    });
    await lane.compare(a);
    expect((await reviewOf(a, b))?.active).toBe(false);
    await lane.compare(b);
    expect(await pairsOf(a, b)).toEqual([]);
  });

  it("and asked again when they are alike once more", async () => {
    const identifiers = [ownPhone()];
    const a = await tell(store, { values: ottilie, identifiers });
    const b = await tell(store, { values: ottilie });
    await lane.compare(a, b);
    await tell(store, {
      values: { fullName: "Hjalmar Ekdal", birthday: "1951-02-03", street: "4 Mill Yard" },
      identifiers,
    });
    await lane.compare(a);
    await tell(store, { values: ottilie, identifiers });
    await lane.compare(a);
    expect(await pairsOf(a, b)).toHaveLength(1);
  });

  it("when one of them was erased: nothing of that one is left here", async () => {
    const [a, b] = await twins();
    await lane.compare(a, b);
    await setState(a, "erased", store);
    await lane.compare(a);
    expect((await reviewOf(a, b))?.active).toBe(false);
    expect(await rowsNaming(a)).toEqual([]);
  });

  it("but not while one of them is restricted: then all stays as it is", async () => {
    const [a, b] = await twins();
    await lane.compare(a, b);
    await setState(b, "restricted", store);
    await lane.compare(a, b);
    expect((await reviewOf(a, b))?.active).toBe(true);
    expect(await duplicateEvidence(a, b, store)).toBeUndefined();
  });
});

describe("the keys of a person", () => {
  it("follow the record: those it no longer has are taken away", async () => {
    const identifiers = [ownPhone()];
    const id = await tell(store, { values: ottilie, identifiers });
    await lane.compare(id);
    const before = await rowsNaming(id);
    await tell(store, { values: { birthday: "1944-09-02" }, identifiers });
    await lane.compare(id);
    const after = await rowsNaming(id);
    expect(after).toHaveLength(before.length);
    const kept = after.filter(({ k }) => before.some((row) => row["k"] === k));
    // The name with the house and with the postal code, the initials with the house, and the trace.
    expect(kept).toHaveLength(4);
  });

  it("are hashes under the tenant's own key, and no identifier's place", async () => {
    const id = await tell(store, { values: { ...ottilie, wechatId: "quist_87" } });
    await lane.compare(id);
    const keys = (await rowsNaming(id)).map(({ k }) => String(k));
    const value = JSON.stringify(["quist_87"]);
    expect(keys).toContain(store.vault.candidateKey({ name: "wechat-id", value }));
    const asIdentifier = { type: "composite" as const, namespace: "wechat-id", value };
    expect(keys).not.toContain(store.vault.identifierKey(asIdentifier));
  });

  it("tell nothing of anybody: no row, no review and no line holds what was said", async () => {
    const said = { ...ottilie, wechatId: "canary_quist", company: "Canary Instruments Ltd" };
    const [a, b] = [await tell(store, { values: said }), await tell(store, { values: said })];
    await lane.compare(a, b);
    const written = [
      ...(await lanesRows(store)).map(rowText),
      ...(await rowsOf(store, "reviews")).map(rowText),
      ...lane.lines.map((line) => JSON.stringify(line)),
    ].join("\n");
    expect(written).toContain(a);
    const planted = Object.values(said).flatMap((value) => [value, ...value.split(" ")]);
    const words = planted.filter((word) => word.length > 4).map((word) => word.toLowerCase());
    expect(words.filter((word) => written.toLowerCase().includes(word))).toEqual([]);
    expect(words.length).toBeGreaterThan(8);
  });
});

describe("a message", () => {
  it.each([
    ["is no JSON", "people"],
    ["names somebody by anything but an id", '{"people":["ottilie@quist.se"]}'],
    ["says more than ids", JSON.stringify({ people: [nobody()], fullName: "Ottilie Quist" })],
    ["names nobody", '{"people":[]}'],
    [
      "names more than a message may",
      JSON.stringify({ people: Array.from({ length: 26 }, nobody) }),
    ],
  ])("that %s fails alone", async (_, body) => {
    const [a, b] = await twins();
    expect(await lane.deliverBodies(JSON.stringify({ people: [a, b] }), body)).toEqual([1]);
    expect(await pairsOf(a, b)).toHaveLength(1);
    expect(JSON.stringify(lane.lines)).not.toMatch(/ottilie/i);
  });

  it("whose person cannot be read comes again; the others are done with", async () => {
    const [a, b] = await twins();
    const other = await tell(store, { values: { wechatId: `ekdal_${tests}` } });
    const broken = failing((command) => JSON.stringify(command).includes(b));
    const failed = await startLane(broken).deliverBodies(
      JSON.stringify({ people: [other] }),
      JSON.stringify({ people: [b] }),
    );
    expect(failed).toEqual([1]);
    await lane.compare(a, b);
    expect(await pairsOf(a, b)).toHaveLength(1);
  });
});

/** A store whose calls fail where they are told to. */
function failing(when: (input: unknown, call: number) => boolean): DuplicatesStore {
  let calls = 0;
  const send = async (command: { input: unknown }) => {
    calls += 1;
    if (when(command.input, calls)) throw new Error("killed");
    return store.database.send(command as never);
  };
  return { ...store, database: { send } as never };
}

describe("a run that dies", () => {
  it("at any call leaves what the next delivery puts right, and nothing that nobody knows of", async () => {
    const [, b] = await twins();
    let deaths = 0;
    for (let last = 1; ; last++) {
      const dying = startLane(failing((_, call) => call > last));
      const failed = await dying.deliverBodies(JSON.stringify({ people: [b] }));
      if (failed.length === 0) break;
      deaths += 1;
      const trace = (await rowsNaming(b)).find(({ s }) => s === "trace");
      const remembered = trace?.["keys"] instanceof Set ? trace["keys"] : new Set();
      const standing = (await rowsNaming(b)).filter(({ s }) => s === `candidate#${b}`);
      expect(standing.filter(({ k }) => !remembered.has(k))).toEqual([]);
    }
    expect(deaths).toBeGreaterThan(5);
    await setState(b, "erased", store);
    await lane.compare(b);
    expect(await rowsNaming(b)).toEqual([]);
  });

  it("while forgetting somebody is finished by the next, with nothing left behind", async () => {
    const [a, b] = await twins();
    await lane.compare(a, b);
    await setState(b, "erased", store);
    for (let last = 1; ; last++) {
      const dying = startLane(failing((_, call) => call > last));
      if ((await dying.deliverBodies(JSON.stringify({ people: [b] }))).length === 0) break;
    }
    expect(await rowsNaming(b)).toEqual([]);
    expect((await reviewOf(a, b))?.active).toBe(false);
  });

  it("or is late: who was erased while being compared has nothing left here", async () => {
    const [a, b] = await twins();
    await lane.compare(a);
    let erased = false;
    const late: DuplicatesStore = {
      ...store,
      database: {
        send: async (command: { input: object }) => {
          // The fence comes down between the first reading and the first writing.
          if (!erased && "UpdateExpression" in command.input) {
            erased = true;
            await setState(b, "erased", store);
          }
          return store.database.send(command as never);
        },
      } as never,
    };
    await startLane(late).compare(b);
    expect(erased).toBe(true);
    expect(await rowsNaming(b)).toEqual([]);
    expect(await pairsOf(a, b)).toEqual([]);
  });
});
