import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reviewScoreMin } from "#shared/domain/duplicates/score.ts";
import {
  closeDuplicate,
  duplicateEvidence,
  duplicateReviewId,
  openDuplicate,
  type Pair,
  readAnswer,
  sortedPair,
} from "#shared/stores/duplicates.ts";
import { answerQuestion, listQuestions, readQuestion } from "#shared/stores/reviews.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver, rowsOf } from "#test/fixtures/deliver.ts";
import { claims, eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let pairs = 0;
const newPair = (): Pair => [`b${(pairs += 1)}`, `a${pairs}`];
const at = "2026-03-01T08:00:00.000Z";
const open = (pair: Pair, change: Partial<Parameters<typeof openDuplicate>[0]> = {}) =>
  openDuplicate({ pair, score: 0.8, at, status: "open", ...change }, store);
const read = (pair: Pair) => readQuestion(duplicateReviewId(pair), store);
const answer = (pair: Pair, status: "dismissed" | "decided") =>
  answerQuestion({ id: duplicateReviewId(pair), status, decisions: [] }, { by: "bo", at }, store);

describe("the id of a review", () => {
  it("is the same whichever of the two is named first, and of no other two", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.uuid(), (a, b, c) => {
        expect(duplicateReviewId([a, b])).toBe(duplicateReviewId([b, a]));
        expect(sortedPair(a, b)).toEqual(sortedPair(b, a));
        if (b !== c && a !== c)
          expect(duplicateReviewId([a, b])).not.toBe(duplicateReviewId([a, c]));
        expect(duplicateReviewId([a, b])).toMatch(/^rev_[\w-]{27}$/);
      }),
    );
  });
});

describe("a review of two", () => {
  it("is listed with the two and the score, and holds nothing else", async () => {
    const pair = newPair();
    await open(pair);
    const [row] = (await rowsOf(store, "reviews")).filter(
      ({ id }) => id === duplicateReviewId(pair),
    );
    expect(row).toEqual({
      id: duplicateReviewId(pair),
      kind: "possible-duplicate",
      at,
      status: "open",
      active: true,
      people: [...pair].sort(),
      score: 0.8,
    });
    const request = { kind: "possible-duplicate" as const, status: "open" as const };
    const page = await listQuestions({ ...request, after: undefined, limit: 10 }, store);
    expect(page.questions).toContainEqual(row);
  });

  it("seen again has the new score, and is as old as it was", async () => {
    const pair = newPair();
    await open(pair);
    await open(pair, { score: 0.9, at: "2026-03-02T08:00:00.000Z" });
    expect(await read(pair)).toMatchObject({ score: 0.9, at });
  });

  it.each(["dismissed", "decided"] as const)("stays %s, whatever is seen", async (status) => {
    const pair = newPair();
    await open(pair);
    await answer(pair, status);
    await closeDuplicate(pair, store);
    await open(pair, { score: 0.9 });
    expect(await read(pair)).toMatchObject({ status, active: true });
  });

  it("closed is no longer listed among the open ones", async () => {
    const pair = newPair();
    await open(pair);
    await closeDuplicate([pair[1], pair[0]], store);
    expect(await read(pair)).toMatchObject({ status: "open", active: false });
    const request = { kind: "possible-duplicate" as const, status: "open" as const };
    const { questions } = await listQuestions({ ...request, after: undefined, limit: 50 }, store);
    expect(questions.map(({ id }) => id)).not.toContain(duplicateReviewId(pair));
  });

  it("that never was is not made by closing it", async () => {
    const pair = newPair();
    await closeDuplicate(pair, store);
    expect(await read(pair)).toBeUndefined();
  });
});

describe("what a human said of pairs", () => {
  it("is found under any of them, and nothing where all are open or were never asked", async () => {
    const [asked, dismissed, never] = [newPair(), newPair(), newPair()];
    await open(asked);
    await open(dismissed);
    await answer(dismissed, "dismissed");
    expect(await readAnswer([asked, never, dismissed], store)).toBe("dismissed");
    expect(await readAnswer([asked, never], store)).toBeUndefined();
    expect(await readAnswer([], store)).toBeUndefined();
  });
});

describe("the evidence", () => {
  let serial = 0;
  const arrive = async (fullName: string): Promise<string> => {
    serial += 1;
    const said = claims({ fullName, birthday: "1987-04-11" });
    const event = eventOf(serial, { identifiers: [phone(phoneOf(serial))], claims: said });
    return (await deliver(store, event)).people[0]?.id ?? "";
  };

  it("is a score and words, as of now, that name no value", async () => {
    const [a, b] = [await arrive("Rosalind Achterberg"), await arrive("Achterberg, Rosalind")];
    const evidence = await duplicateEvidence(a, b, store);
    expect(evidence).toEqual(await duplicateEvidence(b, a, store));
    expect(evidence?.score).toBeGreaterThan(reviewScoreMin);
    expect(evidence?.evidence.map(({ en }) => en)).toEqual(["Same name", "Same birthday"]);
    expect(JSON.stringify(evidence)).not.toMatch(/Rosalind|1987/);
  });

  it("speaks against those who are not alike", async () => {
    const [a, b] = [await arrive("Rosalind Achterberg"), await arrive("Hjalmar Ekdal")];
    expect((await duplicateEvidence(a, b, store))?.score).toBeLessThan(reviewScoreMin);
  });

  it("is none where one of them is not there", async () => {
    const a = await arrive("Rosalind Achterberg");
    expect(await duplicateEvidence(a, "nobody", store)).toBeUndefined();
    expect(await duplicateEvidence("nobody", a, store)).toBeUndefined();
  });
});
