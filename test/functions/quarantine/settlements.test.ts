import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createQuarantine } from "#functions/quarantine/handler.ts";
import { Message } from "#shared/lambda/messages.ts";
import { decideQuarantined, listQuarantine, openQuarantined } from "#shared/stores/quarantine.ts";
import { startConsumer } from "#test/fixtures/consumer.ts";
import { engineOn, exported, splitting } from "#test/fixtures/settlements.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let own = 0;
beforeEach(() => {
  own += 1_000;
});

async function drain(id: string): Promise<void> {
  const handler = createQuarantine({
    store: async () => store,
    now: () => new Date("2026-03-09T08:00:00.000Z"),
    log: () => {},
  });
  const body = store.vault.sealMessage({ kind: "settlement", id }, "message");
  const { batchItemFailures } = await handler({ Records: [{ messageId: "m", body }] } as never);
  expect(batchItemFailures).toEqual([]);
}

const waiting = async () => (await listQuarantine({ limit: 10, status: "open" }, store)).deliveries;

describe("a settlement that died", () => {
  it("waits for a human, says what it is, and can be taken up again", async () => {
    const { id, events, expected } = await splitting(own, engineOn(store));
    await drain(id);
    await drain(id);
    const [review, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(review).toMatchObject({
      channel: "settlement",
      reason: "who is who could not be settled, several times over",
    });
    const opened = await openQuarantined(review?.id ?? "", store);
    const message = Message.parse(opened.kind === "opened" ? opened.content : undefined);
    expect(message).toEqual({ kind: "settlement", id });
    const consumer = startConsumer(store);
    expect(await consumer.deliverBodies([consumer.bodyOf(message)])).toEqual([]);
    expect(await exported(events, store)).toBe(expected);
  });

  it("waits again where a replay failed, and no longer where a human gave it up", async () => {
    const id = "set_died";
    await drain(id);
    const mine = store.vault.reviewId(id);
    const by = "steward@brook.cn";
    const decide = (status: "replayed" | "dismissed") =>
      decideQuarantined({ id: mine, status, by, at: "2026-03-10T08:00:00.000Z" }, store);
    const ids = async () => (await waiting()).map((each) => each.id);
    await decide("replayed");
    expect(await ids()).not.toContain(mine);
    await drain(id);
    expect(await ids()).toContain(mine);
    await decide("dismissed");
    await drain(id);
    expect(await ids()).not.toContain(mine);
  });
});
