import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ReviewPage } from "#functions/api/schemas.ts";
import type { AwaitedDelivery } from "#shared/lambda/awaited.ts";
import type { UnclearDelivery } from "#shared/lambda/unclear.ts";
import { findEvent } from "#shared/stores/events.ts";
import { awaitingKind, decideQuarantined, quarantine } from "#shared/stores/quarantine.ts";
import { startConsumer } from "#test/fixtures/consumer.ts";
import { rowsOf } from "#test/fixtures/deliver.ts";
import { claims, eventOf, phone, phoneOf, keptBody } from "#test/fixtures/events.ts";
import { startStores, type TestStores, testVault } from "#test/fixtures/stores.ts";
import { now, startApi } from "./staff.ts";

let stores: TestStores;
let store: TestStores["store"];
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

const shop = "tea.myshopify.com";
const configured = { shopify: { shops: [shop] } };
/** As it was when the shop was not yet in the tenant's file. */
const unconfigured = { shopify: { shops: ["other.myshopify.com"] } };

const delivery: UnclearDelivery = {
  channel: "shopify",
  reason: "the shop is not configured",
  trust: "signed",
  receivedAt: "2026-03-01T08:00:00.000Z",
  headers: {
    "content-type": "application/json",
    "x-shopify-topic": "customers/create",
    "x-shopify-shop-domain": shop,
    "x-shopify-event-id": "event-1",
  },
  body: keptBody(
    JSON.stringify({
      id: 706405506,
      email: "ada@brook.cn",
      phone: "+8613941700013",
      updated_at: "2026-03-01T08:00:00Z",
    }),
  ),
};
const event = eventOf(1, {
  identifiers: [phone(phoneOf(1))],
  claims: claims({ fullName: "Ada Brook" }),
});

function keep(
  content: unknown,
  { at = delivery.receivedAt, fingerprint = "1", channel = "shopify" } = {},
) {
  return quarantine({ channel, reason: delivery.reason, at, fingerprint, content }, store);
}
const keepUnclear = (change: Partial<UnclearDelivery> = {}) =>
  keep({ kind: "unclear", delivery: { ...delivery, ...change } });
const replay = (api: ReturnType<typeof startApi>, id: string) =>
  api.post(`/v1/reviews/${id}`, { decision: "replay" });
const listed = async (api: ReturnType<typeof startApi>) =>
  ReviewPage.parse((await api.get("/v1/reviews")).body).reviews;

describe("the list of reviews", () => {
  const api = () => startApi(store);

  it("is empty where nothing waits", async () => {
    expect((await api().get("/v1/reviews")).body).toEqual({ reviews: [] });
  });

  it("shows what waits: channel, reason, since when; never what was delivered", async () => {
    const id = await keepUnclear();
    const { body, text } = await api().get("/v1/reviews");
    expect(body).toEqual({
      reviews: [
        {
          id,
          kind: "quarantined-delivery",
          status: "open",
          at: delivery.receivedAt,
          channel: "shopify",
          reason: "the shop is not configured",
        },
      ],
    });
    expect(text).not.toContain("ada@brook.cn");
  });

  it("begins with the oldest, and its pages cover it", async () => {
    const ids: string[] = [];
    for (let day = 1; day <= 5; day++) {
      ids.push(await keep({}, { at: `2026-03-0${day}T08:00:00.000Z`, fingerprint: String(day) }));
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { limit: "2", ...(after !== undefined && { after }) };
      const page = ReviewPage.parse((await api().get("/v1/reviews", { query })).body);
      seen.push(...page.reviews.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(ids);
  });

  const word = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  it.each([
    ["garbage", "%%%"],
    ["the place of an event", word({ at: "2026-03-01T08:00:00.000Z", k: "1.x" })],
    ["the place of no kind of review", word({ id: "rev_1", kind: "complaint", at: "2026" })],
  ])("has no page that is %s", async (_, after) => {
    expect((await api().get("/v1/reviews", { query: { after } })).status).toBe(400);
  });
});

describe("what waits for data", () => {
  const awaited: AwaitedDelivery = {
    channel: "meta-lead-ads",
    trust: "signed",
    receivedAt: "2026-03-01T08:00:00.000Z",
    businessId: "101",
    content: { leadgen_id: "101" },
  };
  const keepAwaiting = (fingerprint = "101") =>
    quarantine(
      {
        kind: awaitingKind,
        channel: awaited.channel,
        reason: "awaiting data",
        at: awaited.receivedAt,
        fingerprint,
        content: { kind: "awaiting data", delivery: awaited },
      },
      store,
    );

  it("is listed after what waits for a human, as what it is", async () => {
    const id = await keepAwaiting();
    const unclear = await keepUnclear();
    const api = startApi(store);
    expect(await listed(api)).toMatchObject([
      { id: unclear, kind: "quarantined-delivery" },
      {
        id,
        kind: "awaiting-data",
        status: "open",
        channel: "meta-lead-ads",
        reason: "awaiting data",
      },
    ]);
    const query = { kind: "awaiting-data" };
    const { body } = await api.get("/v1/reviews", { query });
    expect(body).toMatchObject({ reviews: [{ id }] });
  });

  it("has pages like all the others, that go over from what waits for a human", async () => {
    const ids = [await keepUnclear(), ...(await Promise.all(["a", "b", "c"].map(keepAwaiting)))];
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { limit: "2", ...(after !== undefined && { after }) };
      const { body } = await startApi(store).get("/v1/reviews", { query });
      const page = ReviewPage.parse(body);
      seen.push(...page.reviews.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen.sort()).toEqual(ids.sort());
  });

  it("cannot be replayed: it is asked for by itself once there is a token", async () => {
    const id = await keepAwaiting();
    const api = startApi(store);
    const { status, body } = await replay(api, id);
    expect(status).toBe(409);
    expect(body).toMatchObject({ detail: expect.stringContaining("access token") });
    expect([api.sent, await listed(api)]).toMatchObject([[], [{ status: "open" }]]);
  });

  it("can be dismissed, and is then among the dismissed", async () => {
    const id = await keepAwaiting();
    const api = startApi(store);
    expect((await api.post(`/v1/reviews/${id}`, { decision: "dismiss" })).status).toBe(200);
    expect(await listed(api)).toEqual([]);
    const { body } = await api.get("/v1/reviews", { query: { status: "dismissed" } });
    expect(body).toMatchObject({ reviews: [{ id, kind: "quarantined-delivery" }] });
  });

  it("is among the fetched once it was told of, and is decided", async () => {
    const id = await keepAwaiting();
    await decideQuarantined({ id, status: "fetched", by: "fetch", at: now.toISOString() }, store);
    const api = startApi(store);
    expect(await listed(api)).toEqual([]);
    const { body } = await api.get("/v1/reviews", { query: { status: "fetched" } });
    expect(body).toMatchObject({ reviews: [{ id, status: "fetched" }] });
    expect(await replay(api, id)).toMatchObject({
      status: 409,
      body: { detail: "It was fetched." },
    });
  });

  it("is announced anew by the replay of a delivery that was not understood", async () => {
    const id = await keepUnclear({
      channel: "meta-lead-ads",
      headers: {},
      body: keptBody(
        JSON.stringify({
          object: "page",
          entry: [
            { changes: [{ field: "leadgen", value: { leadgen_id: "101", form_id: "998877" } }] },
          ],
        }),
      ),
    });
    const api = startApi(store);
    expect(await replay(api, id)).toMatchObject({ status: 200, body: { events: [] } });
    expect(api.messages()).toMatchObject([
      {
        kind: "awaiting data",
        delivery: { channel: "meta-lead-ads", businessId: "101", trust: "signed" },
      },
    ]);
  });
});

describe("a replay", () => {
  it("after a fix brings the delivery to its person, as if it had come today and been received then", async () => {
    const id = await keepUnclear();
    const api = startApi(store, configured);
    const { status, body } = await replay(api, id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      status: "replayed",
      events: [expect.stringMatching(/^evt_/)],
    });
    expect(api.messages()).toMatchObject([
      {
        kind: "event",
        event: { channel: "shopify", receivedAt: delivery.receivedAt, source: `shopify:${shop}` },
      },
    ]);
    const consumer = startConsumer(store);
    expect(await consumer.deliverBodies(api.sent)).toEqual([]);
    const [said] = (body as { events: string[] }).events;
    expect(await findEvent(said ?? "", store)).toMatchObject({ kind: "stored" });
    expect(await listed(api)).toEqual([]);
  });

  it("of what is decided already is refused, and sends nothing again", async () => {
    const id = await keepUnclear();
    const api = startApi(store, configured);
    expect((await replay(api, id)).status).toBe(200);
    expect(await replay(api, id)).toMatchObject({
      status: 409,
      body: { detail: "It was replayed." },
    });
    expect(api.sent).toHaveLength(1);
  });

  it("without a fix is refused with the reason, sends nothing and decides nothing", async () => {
    const id = await keepUnclear();
    const api = startApi(store, unconfigured);
    const { status, body } = await replay(api, id);
    expect(status).toBe(409);
    expect(body).toMatchObject({ detail: "the shop is not configured" });
    expect(api.sent).toEqual([]);
    expect(await listed(api)).toMatchObject([{ status: "open" }]);
  });

  it.each([
    ["of a channel that there is none of", { channel: "carrier-pigeon" }],
    ["whose body is broken", { body: keptBody("{") }],
    ["whose body is empty", { body: keptBody("") }],
    ["that says nothing we know", { body: keptBody("[7]") }],
  ])("is refused for a delivery %s", async (_, change) => {
    const id = await keepUnclear(change);
    const api = startApi(store, configured);
    expect((await replay(api, id)).status).toBe(409);
    expect(api.sent).toEqual([]);
  });

  it("of a channel whose settings cannot be read is refused, not failed", async () => {
    const id = await keepUnclear();
    expect((await replay(startApi(store, { shopify: { shops: 7 } }), id)).status).toBe(409);
  });

  it("of a dead letter sends the event as it was", async () => {
    const id = await keep({ kind: "event", event });
    const api = startApi(store);
    expect((await replay(api, id)).body).toEqual({ id, status: "replayed", events: [event.id] });
    expect(api.messages()).toEqual([{ kind: "event", event }]);
  });

  it("of a message that could not be opened works once its key is back", async () => {
    const theirs = testVault();
    const lost = await keep({
      kind: "unopened",
      body: theirs.sealMessage({ kind: "event", event }, "message"),
    });
    const back = await keep(
      { kind: "unopened", body: store.vault.sealMessage({ kind: "event", event }, "message") },
      { fingerprint: "2" },
    );
    const api = startApi(store);
    expect(await replay(api, lost)).toMatchObject({
      status: 409,
      body: { detail: "the message still cannot be opened" },
    });
    expect((await replay(api, back)).body).toMatchObject({ events: [event.id] });
  });

  it("that the queue does not take is no replay: it stays open and may be tried again", async () => {
    const id = await keepUnclear();
    const api = startApi(store, configured);
    api.queue.broken = true;
    expect((await replay(api, id)).status).toBe(500);
    expect(await listed(api)).toMatchObject([{ status: "open" }]);
    api.queue.broken = false;
    expect((await replay(api, id)).status).toBe(200);
  });

  it("of what has expired is gone for good", async () => {
    const id = await keepUnclear();
    const Key = { id: `quarantine:${delivery.receivedAt.slice(0, 10)}` };
    await store.database.send(new DeleteCommand({ TableName: store.tables.keys, Key }));
    expect((await replay(startApi(store, configured), id)).status).toBe(410);
  });
});

describe("a dismissal", () => {
  it("is recorded with who decided it and when, and sends nothing", async () => {
    const id = await keepUnclear();
    const api = startApi(store, configured);
    const { status, body } = await api.post(`/v1/reviews/${id}`, { decision: "dismiss" });
    expect([status, body]).toEqual([200, { id, status: "dismissed", events: [] }]);
    expect(api.sent).toEqual([]);
    expect(await rowsOf(store, "reviews")).toMatchObject([
      { id, status: "dismissed", decidedBy: "bo", decidedAt: now.toISOString() },
    ]);
  });

  it("needs nothing to be understood", async () => {
    const id = await keepUnclear({ channel: "carrier-pigeon" });
    const { status } = await startApi(store).post(`/v1/reviews/${id}`, { decision: "dismiss" });
    expect(status).toBe(200);
  });
});

describe("a decision is refused", () => {
  it("on a review that there is none of", async () => {
    for (const decision of ["replay", "dismiss"]) {
      expect((await startApi(store).post("/v1/reviews/rev_none", { decision })).status).toBe(404);
    }
  });

  it.each([{}, { decision: "forget" }, { decision: "replay", by: "eve" }])(
    "that is none: %j",
    async (body) => {
      const id = await keepUnclear();
      expect((await startApi(store, configured).post(`/v1/reviews/${id}`, body)).status).toBe(400);
      expect(await listed(startApi(store))).toMatchObject([{ status: "open" }]);
    },
  );
});
