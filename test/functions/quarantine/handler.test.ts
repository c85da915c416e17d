import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createQuarantine } from "#functions/quarantine/handler.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import type { Message } from "#shared/lambda/messages.ts";
import type { UnclearDelivery } from "#shared/lambda/unclear.ts";
import { openQuarantined, type QuarantineStore } from "#shared/stores/quarantine.ts";
import type { Store } from "#shared/stores/tables.ts";
import { rowsOf } from "#test/fixtures/deliver.ts";
import { claims, eventOf, minute, phone, phoneOf, keptBody } from "#test/fixtures/events.ts";
import { startStores, type TestStores, testVault } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(async () => {
  for (const { id } of await rowsOf(store, "reviews")) {
    await store.database.send(new DeleteCommand({ TableName: store.tables.reviews, Key: { id } }));
  }
});

const now = new Date("2026-03-09T08:00:00.000Z");
const event = eventOf(1, {
  identifiers: [phone(phoneOf(1))],
  claims: claims({ fullName: "Ada Brook" }),
});
const unclear: UnclearDelivery = {
  channel: "typeform",
  reason: "the payload has an unknown shape",
  trust: "signed",
  receivedAt: minute(5),
  headers: {},
  body: keptBody('{"name":"Ada Brook"}'),
};
const bodyOf = (message: Message) => store.vault.sealMessage(message, "message");

/** Hands over dead letters; answers which of them must come again, and what was logged. */
async function drain(bodies: readonly string[], from: QuarantineStore = store) {
  const lines: LogLine[] = [];
  const handler = createQuarantine({
    store: async () => from,
    now: () => now,
    log: (line) => lines.push(line),
  });
  const Records = bodies.map((body, at) => ({ messageId: `m${at}`, body }));
  const { batchItemFailures } = await handler({ Records } as never);
  return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), lines };
}

async function kept() {
  const rows = await rowsOf(store, "reviews");
  return Promise.all(rows.map(({ id }) => openQuarantined(String(id), store)));
}

describe("a dead letter", () => {
  it("that holds an event is kept with all that a replay needs, from the day it failed", async () => {
    expect((await drain([bodyOf({ kind: "event", event })])).failed).toEqual([]);
    expect(await kept()).toMatchObject([
      {
        kind: "opened",
        delivery: {
          channel: "website",
          at: now.toISOString(),
          reason: "it could not be processed, several times over",
          status: "open",
        },
        content: { kind: "event", event },
      },
    ]);
  });

  it("that holds an unclear delivery is kept as such", async () => {
    await drain([bodyOf({ kind: "unclear", delivery: unclear })]);
    expect(await kept()).toMatchObject([
      {
        delivery: { channel: "typeform", at: now.toISOString() },
        content: { kind: "unclear", delivery: unclear },
      },
    ]);
  });

  it("that announces somebody waits for data like any other, once", async () => {
    const delivery = {
      channel: "meta-lead-ads",
      trust: "signed" as const,
      receivedAt: minute(5),
      businessId: "101",
      content: { leadgen_id: "101" },
    };
    const body = bodyOf({ kind: "awaiting data", delivery });
    await drain([body, bodyOf({ kind: "awaiting data", delivery })]);
    expect(await kept()).toMatchObject([
      {
        delivery: { kind: "awaiting-data", reason: "awaiting data", at: now.toISOString() },
        content: { kind: "awaiting data", delivery },
      },
    ]);
  });

  it.each([
    [
      "that another key sealed",
      () => testVault("acme").sealMessage({ kind: "event", event }, "message"),
    ],
    ["that is garbage", () => "garbage!"],
    [
      "that is none of our shapes",
      () => store.vault.sealMessage({ kind: "event", event: {} }, "message"),
    ],
  ])("%s is kept as it is: its key may yet come back", async (_, make) => {
    const body = make();
    expect((await drain([body])).failed).toEqual([]);
    expect(await kept()).toMatchObject([
      {
        delivery: {
          channel: "unknown",
          at: now.toISOString(),
          reason: "the message could not be opened",
        },
        content: { kind: "unopened", body },
      },
    ]);
  });

  it("is kept once, however often it comes", async () => {
    const again = () => bodyOf({ kind: "event", event });
    await drain([again(), again(), "garbage!", "garbage!"]);
    await drain([again(), "garbage!"]);
    expect(await rowsOf(store, "reviews")).toHaveLength(2);
  });

  it("is sealed in the store", async () => {
    await drain([bodyOf({ kind: "event", event }), bodyOf({ kind: "unclear", delivery: unclear })]);
    const text = (await rowsOf(store, "reviews"))
      .map(
        ({ b, ...shown }) =>
          JSON.stringify(shown) + Buffer.from(b as Uint8Array).toString("latin1"),
      )
      .join();
    expect(text).not.toMatch(/Ada Brook|1394170001|evt_0000/);
  });
});

describe("a dead letter that cannot be kept", () => {
  it("stays on its queue, and the others are kept", async () => {
    const broken: QuarantineStore = {
      ...store,
      database: {
        send: async (command: never) => {
          if (JSON.stringify((command as { input: unknown }).input).includes("typeform")) {
            throw Object.assign(new Error("Ada Brook"), {
              name: "ProvisionedThroughputExceededException",
            });
          }
          return store.database.send(command);
        },
      } as Store["database"],
    };
    const bodies = [
      bodyOf({ kind: "unclear", delivery: unclear }),
      bodyOf({ kind: "event", event }),
    ];
    const { failed, lines } = await drain(bodies, broken);
    expect(failed).toEqual(["m0"]);
    expect(await kept()).toMatchObject([{ content: { kind: "event" } }]);
    expect(lines).toMatchObject([
      { outcome: "failed", messages: ["m0"], error: "ProvisionedThroughputExceededException" },
      { outcome: "quarantined" },
    ]);
  });
});

describe("the log", () => {
  it("has a line for each: channel, our reason, the review; never what was said", async () => {
    const { lines } = await drain([bodyOf({ kind: "event", event }), "garbage Ada Brook"]);
    const ids = (await rowsOf(store, "reviews")).map(({ id }) => id);
    expect(lines).toMatchObject([
      { outcome: "quarantined", channel: "website", review: expect.any(String) },
      { outcome: "quarantined", channel: "unknown" },
    ]);
    expect(ids).toContain(lines[0]?.["review"]);
    expect(JSON.stringify(lines)).not.toMatch(/Ada Brook|1394170001/);
  });
});
