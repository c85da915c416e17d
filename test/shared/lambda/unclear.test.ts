/** What is kept of a delivery that waits for a human. */
import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openMessage, sendMessages } from "#shared/lambda/messages.ts";
import { bodyOf, fingerprintOf, keepable, type UnclearDelivery } from "#shared/lambda/unclear.ts";
import { keptBody } from "#test/fixtures/events.ts";
import { testVault } from "#test/fixtures/stores.ts";

const delivery: UnclearDelivery = {
  channel: "shopify",
  reason: "the shop is not configured",
  trust: "signed",
  account: "main",
  receivedAt: "2026-03-01T08:00:00.000Z",
  headers: { "x-shopify-topic": "orders/create", "x-shopify-event-id": "1" },
  body: keptBody('{"id":1}'),
};

describe("a kept body", () => {
  it("comes back as it was, byte for byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        const kept = keepable(Buffer.from(bytes));
        const body = kept.kind === "kept" ? kept.body : "";
        expect(bodyOf({ ...delivery, body }).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  it("may be a mebibyte of what shops send", () => {
    const item = (at: number) => ({
      line_item: at,
      title: `Tea ${at * 7}`,
      price: `${at % 97}.00`,
    });
    const body = JSON.stringify(Array.from({ length: 20_000 }, (_, at) => item(at)));
    expect(body.length).toBeGreaterThan(1024 * 1024);
    expect(keepable(Buffer.from(body)).kind).toBe("kept");
  });

  it("is refused where nothing makes it small enough to be kept", () => {
    expect(keepable(randomBytes(210 * 1024))).toEqual({ kind: "too large" });
  });

  it("at its largest fits a message of the queue, and sealed again an item of the store", async () => {
    const kept = keepable(randomBytes(200 * 1024 - 200));
    const vault = testVault();
    const bodies: string[] = [];
    const send = async ({ input }: { input: { Entries: { MessageBody: string }[] } }) => {
      bodies.push(...input.Entries.map(({ MessageBody }) => MessageBody));
      return {};
    };
    const largest = { ...delivery, body: kept.kind === "kept" ? kept.body : "" };
    const queue = { client: { send } as never, url: "https://queue.test/1/events", vault };
    await sendMessages([{ kind: "unclear", delivery: largest }], queue);
    const [body = ""] = bodies;
    expect(openMessage(body, vault)).toEqual({ kind: "unclear", delivery: largest });
    expect(body.length).toBeLessThan(1024 * 1024);
    const { key } = vault.newDataKey("quarantine", "quarantine:2026-03-01");
    const place = { store: "reviews", key: "rev_1", version: 1 };
    // As it is, and as the message that could not be opened.
    for (const content of [
      { kind: "unclear", delivery: largest },
      { kind: "unopened", body },
    ]) {
      expect(vault.seal(content, key, place).length).toBeLessThan(390 * 1024);
    }
  });
});

describe("the fingerprint of a delivery", () => {
  it.each([
    ["when it came", { receivedAt: "2026-03-02T08:00:00.000Z" }],
    ["why it waits", { reason: "the payload has an unknown shape" }],
  ])("does not depend on %s: it is the same at every attempt", (_, change) => {
    expect(fingerprintOf({ ...delivery, ...change })).toBe(fingerprintOf(delivery));
  });

  it("does not depend on the order of headers", () => {
    const headers = Object.fromEntries(Object.entries(delivery.headers).reverse());
    expect(fingerprintOf({ ...delivery, headers })).toBe(fingerprintOf(delivery));
  });

  it.each([
    ["the channel", { channel: "website" }],
    ["the account", { account: "other" }],
    [
      "a header that its channel reads",
      { headers: { ...delivery.headers, "x-shopify-event-id": "2" } },
    ],
    ["the body", { body: keptBody('{"id":2}') }],
  ])("is another for another in %s: nothing authentic is lost in a likeness", (_, change) => {
    expect(fingerprintOf({ ...delivery, ...change })).not.toBe(fingerprintOf(delivery));
  });
});
