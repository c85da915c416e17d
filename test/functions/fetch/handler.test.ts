/** From the quarantine to the provider and back: whom deliveries announced, and what is told of them. */
import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { createFetch } from "#functions/fetch/handler.ts";
import { channelsThatAsk } from "#shared/channels/index.ts";
import type { AwaitedDelivery } from "#shared/lambda/awaited.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { type Message, openMessage } from "#shared/lambda/messages.ts";
import { decideQuarantined, openQuarantined } from "#shared/stores/quarantine.ts";
import type { Store } from "#shared/stores/tables.ts";
import { startConsumer } from "#test/fixtures/consumer.ts";
import { rowsOf } from "#test/fixtures/deliver.ts";
import { policy, privacy } from "#test/fixtures/events.ts";
import { startApi } from "#test/functions/api/staff.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { sendJson, startProvider, type TestProvider } from "./provider.ts";

const minuteMs = 60_000;
const start = new Date("2026-11-20T08:30:00.000Z");

let stores: TestStores;
let store: TestStores["store"];
let provider: TestProvider;
beforeAll(async () => {
  [stores, provider] = await Promise.all([startStores(), startProvider()]);
  ({ store } = stores);
});
afterAll(async () => {
  await provider.stop();
  await stores.stop();
});

let now: Date;
let lines: LogLine[];
let sent: string[];
let queueIsBroken: boolean;
let tokens: Record<string, string>;
beforeEach(async () => {
  now = start;
  lines = [];
  sent = [];
  queueIsBroken = false;
  tokens = { "meta-lead-ads": JSON.stringify({ accessToken: "token-of-the-tenant" }) };
  provider.asked.length = 0;
  provider.answer((response, { path = "" }) => {
    sendJson(leadOf(/\/(\d+)\?/.exec(path)?.[1] ?? ""))(response);
  });
  for (const { id } of await rowsOf(store, "reviews")) {
    await store.database.send(new DeleteCommand({ TableName: store.tables.reviews, Key: { id } }));
  }
});

const leadOf = (id: string) => ({
  id,
  created_time: "2026-11-20T08:14:00+0000",
  form_id: "998877",
  field_data: [
    { name: "full_name", values: ["Ada Brook"] },
    { name: "email", values: [`ada.${id}@brook.cn`] },
  ],
});

const announced = (id: string): AwaitedDelivery => ({
  channel: "meta-lead-ads",
  trust: "signed",
  receivedAt: start.toISOString(),
  businessId: id,
  content: { leadgen_id: id, form_id: "998877" },
});
const announcedByLinkedin = (id: string): AwaitedDelivery => ({
  ...announced(id),
  channel: "linkedin-lead-gen",
  content: { response: `urn:li:leadGenFormResponse:${id}` },
});

/** As the consumer keeps them. */
async function announce(...deliveries: AwaitedDelivery[]): Promise<void> {
  const consumer = startConsumer(store);
  const bodies = deliveries.map((delivery) => consumer.bodyOf({ kind: "awaiting data", delivery }));
  expect(await consumer.deliverBodies(bodies)).toEqual([]);
}

const fetchAll = (from: Store = store) =>
  createFetch({
    tenant: {
      policy,
      privacy,
      channels: { "meta-lead-ads": {}, "linkedin-lead-gen": {} },
      retention: { quarantineDays: 30 },
    },
    channels: channelsThatAsk(["meta-lead-ads", "linkedin-lead-gen", "website"]),
    store: async () => from,
    queue: {
      url: "https://queue.test/1/events",
      client: {
        send: async ({ input }: { input: { Entries: { MessageBody: string }[] } }) => {
          if (queueIsBroken) throw new Error("Ada Brook: the queue does not answer");
          sent.push(...input.Entries.map(({ MessageBody }) => MessageBody));
          return {};
        },
      } as never,
    },
    parameters: {
      read: async (name, parse) => parse(tokens[name.replace("tokens/", "")]),
    },
    origin: () => provider.origin,
    now: () => now,
    log: (line) => lines.push(line),
  })();

const messages = (): Message[] => sent.map((body) => openMessage(body, store.vault));
const statuses = async () =>
  (await rowsOf(store, "reviews")).map(({ kind, status }) => `${String(kind)} ${String(status)}`);
const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * minuteMs);
};

describe("somebody who was announced", () => {
  it("is asked for, told of, and closed", async () => {
    await announce(announced("101"));
    expect(await statuses()).toEqual(["awaiting-data open"]);
    await fetchAll();
    expect(provider.asked).toMatchObject([
      {
        path: expect.stringMatching(/^\/v25\.0\/101\?fields=/),
        headers: { authorization: "Bearer token-of-the-tenant" },
      },
    ]);
    expect(messages()).toMatchObject([
      {
        kind: "event",
        event: {
          channel: "meta-lead-ads",
          source: "meta-lead-ads:998877",
          trust: "signed",
          receivedAt: start.toISOString(),
          observedAt: "2026-11-20T08:14:00.000Z",
          identifiers: [{ type: "email", value: "ada.101@brook.cn", verified: false }],
        },
      },
    ]);
    expect(await statuses()).toEqual(["quarantined-delivery fetched"]);
    await fetchAll();
    expect(provider.asked).toHaveLength(1);
  });

  it("becomes a person, whose record says where it all came from", async () => {
    await announce(announced("555"));
    await fetchAll();
    expect(await startConsumer(store).deliverBodies(sent)).toEqual([]);
    const api = startApi(store);
    const identifier = { type: "email", value: "ada.555@brook.cn" };
    const { body } = await api.post("/v1/people/search", { identifier });
    const { people } = z.object({ people: z.array(z.object({ id: z.string() })) }).parse(body);
    expect(people).toHaveLength(1);
    expect((await api.get(`/v1/people/${people[0]?.id}`)).body).toMatchObject({
      fields: {
        fullName: {
          value: "Ada Brook",
          lineage: { channel: "meta-lead-ads", source: "meta-lead-ads:998877", verified: false },
        },
      },
    });
  });

  it("is kept once and asked for once, however often announced, and not again afterwards", async () => {
    await announce(announced("101"), announced("101"));
    await announce(announced("101"));
    await fetchAll();
    await announce(announced("101"));
    await fetchAll();
    expect(provider.asked).toHaveLength(1);
    expect(await statuses()).toEqual(["quarantined-delivery fetched"]);
  });

  it("is asked for with all the others, over pages and a few at a time", async () => {
    let open = 0;
    let openMax = 0;
    provider.answer((response, { path = "" }) => {
      openMax = Math.max(openMax, ++open);
      setTimeout(() => {
        open -= 1;
        sendJson(leadOf(/\/(\d+)\?/.exec(path)?.[1] ?? ""))(response);
      }, 2);
    });
    await announce(...Array.from({ length: 120 }, (_, at) => announced(String(1_000 + at))));
    await fetchAll();
    expect(new Set(messages().map((message) => JSON.stringify(message))).size).toBe(120);
    expect(openMax).toBeLessThanOrEqual(4);
    expect(new Set(await statuses())).toEqual(new Set(["quarantined-delivery fetched"]));
  });

  it("that is nobody, for it was a test, is closed and tells of nobody", async () => {
    const field_data = [{ name: "full_name", values: ["<test lead: dummy data>"] }];
    provider.answer(sendJson({ ...leadOf("101"), field_data }));
    await announce(announced("101"));
    await fetchAll();
    expect([sent, await statuses()]).toEqual([[], ["quarantined-delivery fetched"]]);
  });
});

describe("nobody is asked for", () => {
  it("without a token: it stays as it is, for its list need not even be read", async () => {
    tokens = {};
    await announce(announced("101"));
    const unread = { ...store, database: { send: () => Promise.reject(new Error("was read")) } };
    await fetchAll(unread);
    expect([provider.asked, lines, await statuses()]).toEqual([[], [], ["awaiting-data open"]]);
  });

  it("with the token of another channel", async () => {
    await announce(announcedByLinkedin("7"), announced("101"));
    await fetchAll();
    expect(provider.asked).toHaveLength(1);
    expect((await statuses()).sort()).toEqual([
      "awaiting-data open",
      "quarantined-delivery fetched",
    ]);
  });

  it.each(["", "token", '{"accessToken":""}', '{"accessToken":"a\\r\\nx: y"}', '{"token":"x"}'])(
    "with a token that is none: %j",
    async (text) => {
      tokens["meta-lead-ads"] = text;
      await announce(announced("101"));
      await fetchAll();
      expect(provider.asked).toEqual([]);
      expect(lines).toMatchObject([{ outcome: "misconfigured", channel: "meta-lead-ads" }]);
    },
  );

  it("who was dismissed by a human", async () => {
    await announce(announced("101"));
    const [row] = await rowsOf(store, "reviews");
    const decision = { id: String(row?.["id"]), status: "dismissed", by: "bo", at: "now" } as const;
    await decideQuarantined(decision, store);
    await fetchAll();
    expect([provider.asked, await statuses()]).toEqual([[], ["quarantined-delivery dismissed"]]);
  });

  it("once a run has gone on for long: the next one does", async () => {
    await announce(announced("101"), announced("102"), announced("103"));
    provider.answer((response) => {
      later(1);
      sendJson({}, 500)(response);
    });
    await announce(...Array.from({ length: 10 }, (_, at) => announced(String(200 + at))));
    await fetchAll();
    expect(provider.asked.length).toBeLessThanOrEqual(4);
  });
});

describe("a provider that does not tell", () => {
  it.each([
    ["that fails", 500, "answered with an error"],
    ["that knows nothing of it", 404, "not found"],
    ["that leads elsewhere", 302, "redirected"],
  ])("%s is asked again, ever later", async (_, status, reason) => {
    provider.answer(sendJson({}, status));
    await announce(announced("101"));
    await fetchAll();
    for (const [at, minutes] of [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360].entries()) {
      const tries = at + 1;
      expect(lines.at(-1)).toMatchObject({ outcome: "not fetched", reason, tries });
      later(minutes - 0.1);
      await fetchAll();
      expect(provider.asked).toHaveLength(tries);
      later(0.1);
      await fetchAll();
      expect(provider.asked).toHaveLength(tries + 1);
    }
    expect(await statuses()).toEqual(["awaiting-data open"]);
  });

  it("and refuses the token is left alone for the rest of the run, and told of others is not", async () => {
    tokens["linkedin-lead-gen"] = JSON.stringify({ accessToken: "another-token" });
    provider.answer((response, { path = "" }) =>
      sendJson({}, path.startsWith("/rest/") ? 404 : 401)(response),
    );
    await announce(...Array.from({ length: 20 }, (_, at) => announced(String(at))));
    await announce(announcedByLinkedin("7"));
    await fetchAll();
    const paths = provider.asked.map(({ path = "" }) => path);
    expect(paths.filter((path) => path.startsWith("/v25.0/")).length).toBeLessThanOrEqual(4);
    expect(paths.filter((path) => path.startsWith("/rest/"))).toHaveLength(1);
    expect(new Set(await statuses())).toEqual(new Set(["awaiting-data open"]));
  });

  it("and says only in its error that the token has ended is left alone as well", async () => {
    provider.answer(sendJson({ error: { message: "Ada Brook", code: 190 } }, 400));
    await announce(...Array.from({ length: 20 }, (_, at) => announced(String(at))));
    await fetchAll();
    expect(provider.asked.length).toBeLessThanOrEqual(4);
    expect(lines).toContainEqual(expect.objectContaining({ reason: "the token was refused" }));
    expect(JSON.stringify(lines)).not.toContain("Ada");
  });

  it("of some whom the token may not read does not keep the others waiting", async () => {
    provider.answer((response, { path = "" }) =>
      path.includes("/777?") ? sendJson(leadOf("777"))(response) : sendJson({}, 403)(response),
    );
    await announce(...Array.from({ length: 20 }, (_, at) => announced(String(at))));
    await announce(announced("777"));
    await fetchAll();
    expect(provider.asked).toHaveLength(21);
    expect(await statuses()).toContain("quarantined-delivery fetched");
  });

  it("what we understand is asked again, for a mapping may yet be mended", async () => {
    provider.answer(sendJson({ id: "101", field_data: "Ada Brook" }));
    await announce(announced("101"));
    await fetchAll();
    expect(lines).toMatchObject([
      { outcome: "not fetched", reason: "the lead has an unknown shape", tries: 1 },
    ]);
    later(1);
    provider.answer(sendJson(leadOf("101")));
    await fetchAll();
    expect(await statuses()).toEqual(["quarantined-delivery fetched"]);
  });
});

describe("a crash", () => {
  it("before the event is sent leaves everything to the next run", async () => {
    queueIsBroken = true;
    await announce(announced("101"));
    await expect(fetchAll()).rejects.toThrow("does not answer");
    queueIsBroken = false;
    await fetchAll();
    expect(messages()).toHaveLength(1);
  });

  it("between sending and closing tells the same event twice", async () => {
    await announce(announced("101"));
    const database = {
      send: async (command: never) => {
        if ((command as object) instanceof UpdateCommand) throw new Error("killed");
        return store.database.send(command);
      },
    };
    await expect(fetchAll({ ...store, database: database as Store["database"] })).rejects.toThrow(
      "killed",
    );
    await fetchAll();
    const [one, other] = messages();
    expect(messages()).toHaveLength(2);
    expect(other).toEqual(one);
  });

  it("over one entry keeps nobody else waiting, and is heard of", async () => {
    await announce(announced("101"), announced("102"));
    const [row] = await rowsOf(store, "reviews");
    await store.database.send(
      new UpdateCommand({
        TableName: store.tables.reviews,
        Key: { id: row?.["id"] },
        UpdateExpression: "SET b = :b",
        ExpressionAttributeValues: { ":b": "no bytes" },
      }),
    );
    await expect(fetchAll()).rejects.toThrow();
    expect(messages()).toHaveLength(1);
    expect(lines).toMatchObject([{ outcome: "failed", review: row?.["id"] }, {}]);
  });
});

describe("the log", () => {
  it("names channels, reviews, events and reasons of ours, never anybody, nor a token", async () => {
    await announce(announced("101"));
    await fetchAll();
    provider.answer((response) => response.writeHead(400).end('{"error":"Ada Brook, 101"}'));
    await announce(announced("102"));
    await fetchAll();
    expect(lines).toMatchObject([
      { outcome: "fetched", channel: "meta-lead-ads", events: [expect.stringMatching(/^evt_/)] },
      { outcome: "not fetched", reason: "answered with an error", tries: 1, events: [] },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/Ada|brook|token-of|998877/i);
  });
});

describe("what waits", () => {
  it("is sealed in the store, and its row says nothing but what staff see", async () => {
    await announce(announced("1234567890"));
    const [row] = await rowsOf(store, "reviews");
    const { b, ...shown } = row ?? {};
    expect(shown).toEqual({
      id: expect.stringMatching(/^rev_/),
      kind: "awaiting-data",
      at: start.toISOString(),
      status: "open",
      channel: "meta-lead-ads",
      reason: "awaiting data",
    });
    expect(Buffer.from(b as Uint8Array).toString("latin1")).not.toContain("1234567890");
    expect(await openQuarantined(String(row?.["id"]), store)).toMatchObject({
      content: { kind: "awaiting data", delivery: announced("1234567890") },
    });
  });
});
