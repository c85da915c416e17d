/** What waits, where more reviews are there than are read. */
import { PutCommand, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readWaiting } from "#shared/stores/quality-waiting.ts";
import { deadLetterReasons, quarantineKind } from "#shared/stores/quarantine.ts";
import { duplicateKind } from "#shared/stores/reviews.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { day } from "#test/shared/domain/quality/counting.ts";

let stores: TestStores;
beforeEach(async () => {
  stores = await startStores();
});
afterEach(() => stores.stop());

const idOf = (at: number): string => `rev_${String(at).padStart(3, "0")}`;
/** One a day, by the day on which it arose. */
async function arise(days: readonly number[], row: Record<string, unknown> = {}): Promise<void> {
  const { database, tables } = stores.store;
  for (const at of days) {
    const Item = {
      id: idOf(at),
      kind: duplicateKind,
      at: `${day(at)}T04:00:00.000Z`,
      status: "open",
      ...row,
    };
    await database.send(new PutCommand({ TableName: tables.reviews, Item }));
  }
}
const from = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);
const read = (reviewsMax: number) => readWaiting(day(90), stores.store, { reviewsMax });

describe("of more reviews than are read from the latest on", () => {
  it("the oldest is found all the same, and each of all is counted once", async () => {
    await arise(from(1, 12));
    const { reviews } = await read(8);
    expect(reviews).toEqual({
      count: 12,
      oldestDay: day(1),
      samples: from(1, 12).map(idOf),
      isWhole: true,
    });
  });

  it("an old dead letter is told of, however many deliveries came after it", async () => {
    await arise([1], { kind: quarantineKind, reason: deadLetterReasons.unprocessed });
    await arise(from(2, 30), { kind: quarantineKind, reason: "no answers" });
    expect((await read(4)).deadLetters).toEqual({ count: 1, samples: [idOf(1)] });
  });

  it("those at both ends are told where there are more between them, and that there may be", async () => {
    await arise(from(1, 12));
    const { reviews } = await read(4);
    expect(reviews).toEqual({
      count: 8,
      oldestDay: day(1),
      samples: [...from(1, 4), ...from(9, 12)].map(idOf),
      isWhole: false,
    });
  });

  it("answered ones, and questions that are none any more, are read but do not wait", async () => {
    await arise(from(1, 5), { status: "decided" });
    await arise(from(6, 7), { active: false });
    await arise(from(8, 9));
    expect((await read(3)).reviews).toMatchObject({ count: 2, oldestDay: day(8), isWhole: false });
    expect((await read(9)).reviews).toMatchObject({ count: 2, oldestDay: day(8), isWhole: true });
  });

  it("no more are read of a kind than twice the bound", async () => {
    await arise(from(1, 30));
    const { database } = stores.store;
    let scanned = 0;
    const send = async (command: never): Promise<unknown> => {
      const answer: QueryCommandOutput = await database.send(command);
      scanned += answer.ScannedCount ?? 0;
      return answer;
    };
    const counting = { ...stores.store, database: { send } as typeof database };
    await readWaiting(day(90), counting, { reviewsMax: 5 });
    expect(scanned).toBe(10);
  });
});
