import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Identifier } from "#shared/domain/identifier.ts";
import type { ReviewChange } from "#shared/domain/identity/changes.ts";
import {
  answerQuestion,
  identityKinds,
  identityReviewId,
  listQuestions,
  type QuestionCursor,
  type QuestionKind,
  type QuestionStatus,
  readQuestion,
  reviewWrite,
} from "#shared/stores/reviews.ts";
import type { Store } from "#shared/stores/tables.ts";
import { minute, phoneOf } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let own = 0;
beforeEach(() => {
  own += 1_000;
});
const myPhone = (n = 0): Identifier => ({ type: "phone", namespace: "", value: phoneOf(own + n) });
const idOf = (identifier: Identifier, kind: ReviewChange["kind"] = "contested-link") =>
  identityReviewId(kind, store.vault.identifierKey(identifier));
const change = (said: Partial<ReviewChange> = {}, at = minute(own)) =>
  store.database.send(
    new TransactWriteCommand({
      TransactItems: [
        reviewWrite(
          { kind: "contested-link", identifier: myPhone(), open: true, ...said },
          at,
          store,
        ),
      ],
    }),
  );
const answer = (status: QuestionStatus, decisions: readonly string[] = []) =>
  answerQuestion(
    { id: idOf(myPhone()), status, decisions },
    { by: "bo", at: minute(own + 5) },
    store,
  );

async function listed(kind: QuestionKind, status: QuestionStatus, limit = 100): Promise<string[]> {
  const ids: string[] = [];
  let after: QuestionCursor | undefined;
  do {
    const page = await listQuestions({ kind, status, after, limit }, store);
    ids.push(...page.questions.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}

describe("a question", () => {
  it("that arises is open, and names the value by its key alone", async () => {
    await change();
    expect(await readQuestion(idOf(myPhone()), store)).toEqual({
      id: idOf(myPhone()),
      kind: "contested-link",
      at: minute(own),
      status: "open",
      active: true,
      identifierKey: store.vault.identifierKey(myPhone()),
    });
  });

  it("is one for a value and kind, and as old as when it first arose", async () => {
    await change();
    await change({}, minute(own + 3));
    expect(await readQuestion(idOf(myPhone()), store)).toMatchObject({ at: minute(own) });
    const ids = identityKinds.flatMap((kind) => [idOf(myPhone(), kind), idOf(myPhone(1), kind)]);
    expect(new Set(ids).size).toBe(4);
  });

  it("that is none any more waits for nobody, and is open again where it arises again", async () => {
    await change();
    await change({ open: false });
    expect(await readQuestion(idOf(myPhone()), store)).toMatchObject({ active: false });
    expect(await listed("contested-link", "open")).not.toContain(idOf(myPhone()));
    await change();
    expect(await listed("contested-link", "open")).toContain(idOf(myPhone()));
  });

  it("that was answered waits for nobody, until it arises anew: then it is asked anew", async () => {
    await change();
    await answer("dismissed");
    expect(await listed("contested-link", "open")).not.toContain(idOf(myPhone()));
    await change({ open: false });
    expect(await readQuestion(idOf(myPhone()), store)).toMatchObject({ status: "dismissed" });
    await change();
    expect(await listed("contested-link", "open")).toContain(idOf(myPhone()));
  });

  it("keeps by which decisions it was answered", async () => {
    await change();
    await answer("decided", ["dec_1", "dec_2"]);
    expect(await readQuestion(idOf(myPhone()), store)).toMatchObject({
      status: "decided",
      decisions: ["dec_1", "dec_2"],
    });
    expect(await listed("contested-link", "decided")).toContain(idOf(myPhone()));
  });

  it("that nobody asked cannot be answered", async () => {
    await expect(answer("dismissed")).rejects.toThrow();
    expect(await readQuestion(idOf(myPhone()), store)).toBeUndefined();
  });

  it("that ends before it was ever asked makes no transaction fail, and waits for nobody", async () => {
    await change({ open: false });
    expect(await listed("contested-link", "open")).not.toContain(idOf(myPhone()));
  });
});

describe("the list of questions", () => {
  it("is oldest first, of one kind, in pages of any size", async () => {
    for (const at of [3, 1, 2]) await change({ identifier: myPhone(at) }, minute(own + at));
    await change({ kind: "generic-value", identifier: myPhone(9) });
    for (const limit of [1, 2, 50]) {
      const ids = await listed("contested-link", "open", limit);
      const mine = [1, 2, 3].map((at) => idOf(myPhone(at)));
      expect(ids.filter((id) => mine.includes(id))).toEqual(mine);
      expect(ids).not.toContain(idOf(myPhone(9), "generic-value"));
    }
  });
});
