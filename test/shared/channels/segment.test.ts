import { describe, expect, it } from "vitest";
import { type SegmentSecrets, sendSegment, sendSegmentBatch } from "#bin/senders/segment.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import segment from "#shared/channels/segment.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const context = {
  ip: "192.0.2.7",
  locale: "pt-PT",
  campaign: { name: "spring", source: "newsletter", medium: "email", content: "hero" },
  page: { url: "https://tea.example/?utm_source=newsletter", referrer: "https://news.example/" },
  library: { name: "analytics.js", version: "next-1.83.0" },
};

const identify = {
  type: "identify",
  messageId: "ajs-next-1763626800000-e5d0f1b2",
  anonymousId: "b7c0d5e2-9c1f-4f6a-8a3e-2f1d0c9b8a77",
  userId: "u-90210",
  traits: {
    name: "Ana Brandão",
    firstName: "Ana",
    lastName: "Brandão",
    email: "Ana@Brandao.example",
    phone: "+351 912 345 678",
    title: "Head of purchasing",
    company: { id: "c-7", name: "Casa Brandão Lda", plan: "team" },
    address: {
      street: "Rua das Flores 18",
      city: "Porto",
      state: "Norte",
      country: "PT",
      postalCode: "4050-262",
    },
    avatar: "https://img.example/ana.png",
    tier: "gold",
    plan: "team",
  },
  context,
  timestamp: "2026-11-20T08:20:00.000Z",
  sentAt: "2026-11-20T08:20:01.000Z",
  receivedAt: "2026-11-20T08:20:02.000Z",
};

const track = {
  type: "track",
  event: "Invitation Sent",
  messageId: "ajs-next-1763626860000-aa11bb22",
  anonymousId: identify.anonymousId,
  userId: "u-90210",
  properties: { email: "friend@elsewhere.example", seats: 3, interest: "white tea" },
  context: { traits: { email: "ana@brandao.example" } },
  timestamp: "2026-11-20T08:21:00.000Z",
};

const user = { type: "external-id", namespace: "crm", value: "u-90210", verified: false };

const channelCase: ChannelCase<SegmentSecrets> = {
  channel: segment,
  settings: {
    userIds: "crm",
    fields: { tier: "membershipTier", "properties.interest": "interest" },
    unsignedItems: true,
  },
  send: sendSegment,
  examples: [
    {
      name: "who a visitor is",
      body: JSON.stringify(identify),
      events: [
        {
          source: "segment:-",
          kind: "identify",
          trust: "signed",
          observedAt: "2026-11-20T08:20:00.000Z",
          identifiers: [
            user,
            { type: "phone", value: "+351912345678", verified: false },
            { type: "email", value: "ana@brandao.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "Ana Brandão" },
            { field: "givenName", value: "Ana" },
            { field: "familyName", value: "Brandão" },
            { field: "email" },
            { field: "phone" },
            { field: "jobTitle", value: "Head of purchasing" },
            { field: "company", value: "Casa Brandão Lda" },
            { field: "country", value: "PT" },
            { field: "province", value: "Norte" },
            { field: "city", value: "Porto" },
            { field: "street", value: "Rua das Flores 18" },
            { field: "postalCode", value: "4050-262" },
            { field: "membershipTier", value: "gold" },
            { field: "language", value: "pt-PT" },
            { field: "referrer" },
            { field: "landingPage" },
            { field: "utmSource", value: "newsletter" },
            { field: "utmCampaign", value: "spring" },
            { field: "utmMedium", value: "email" },
            { field: "utmContent", value: "hero" },
          ],
          consents: [],
          extras: { plan: "team" },
        },
      ],
    },
    {
      name: "what a customer does, whose invitation names somebody else",
      body: JSON.stringify(track),
      events: [
        {
          kind: "track Invitation Sent",
          identifiers: [user, { type: "email", value: "ana@brandao.example" }],
          claims: [{ field: "email" }, { field: "interest", value: "white tea" }],
          extras: { email: "friend@elsewhere.example", seats: "3" },
        },
      ],
    },
    {
      name: "a batch",
      body: JSON.stringify([identify, track]),
      send: (body, sending) => sendSegmentBatch(JSON.parse(String(body)) as unknown[], sending),
      events: [
        { kind: "identify", trust: "weak", identifiers: [user, {}, {}] },
        { kind: "track Invitation Sent", trust: "weak" },
      ],
    },
  ],
  edited: JSON.stringify({ ...identify, traits: { ...identify.traits, name: "Ana B." } }),
  unknown: JSON.stringify({ type: "identify", traits: [] }),
  marker: "Ana Brandão",
  mixed: {
    body: JSON.stringify([identify, { type: "track" }, track]),
    events: [{ kind: "identify" }, { kind: "track Invitation Sent" }],
  },
  pings: [
    { name: "a page", body: JSON.stringify({ ...identify, type: "page" }) },
    { name: "a screen", body: JSON.stringify({ ...identify, type: "screen" }) },
    { name: "a group", body: JSON.stringify({ ...identify, type: "group" }) },
    {
      name: "what an unknown visitor does",
      body: JSON.stringify({ ...track, userId: null, context: {} }),
    },
  ],
  largeId: (digits) => JSON.stringify(identify).replace('"u-90210"', digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "x-signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receive = (body: object, changed: unknown = settings) =>
  accepted(
    receiveSigned(sendSegment(JSON.stringify(body), contextOf(channelCase)), {
      channel,
      settings: changed,
      secrets,
    }),
  );
const receiveBatch = (calls: readonly unknown[], changed: unknown = settings) =>
  receiveSigned(sendSegmentBatch(calls, contextOf(channelCase)), {
    channel,
    settings: changed,
    secrets,
  });

describe("a Segment batch", () => {
  const forged = { ...identify, messageId: "m-2", userId: "u-1", traits: { email: "x@y.example" } };
  const careful = { ...Object(settings), unsignedItems: false };

  it("of one call is signed as a whole", () => {
    expect(accepted(receiveBatch([identify])).events[0]?.trust).toBe("signed");
  });

  it("is signed where Segment should ever sign all of it", () => {
    const [event] = receive([identify, track], careful).events;
    expect(event?.trust).toBe("signed");
  });

  it("counts only as far as it is signed, unless the tenant says so; the rest waits for a human", () => {
    const received = accepted(receiveBatch([identify, forged], careful));
    expect(received.events.map(({ kind }) => kind)).toEqual(["identify"]);
    expect(JSON.stringify(received.events)).not.toContain("x@y.example");
    expect(received.unclear?.reason).toBe("the further items of a batch are not signed");
  });

  it("gives the first call the id it has alone", () => {
    const [alone] = receive(identify).events;
    expect(accepted(receiveBatch([identify, track])).events[0]?.id).toBe(alone?.id);
  });

  const altered = (change: (body: string) => string) => {
    const signed = sendSegmentBatch([identify, track], contextOf(channelCase));
    const body = Buffer.from(change(signed.body.toString()));
    return receiveSigned({ ...signed, body }, { channel, settings, secrets });
  };

  it.each([
    ["something before the first", (body: string) => body.replace("[{", "[{},{")],
    ["a space before the first", (body: string) => body.replace("[{", "[ {")],
    ["a space before the list", (body: string) => ` ${body}`],
    ["a change in the first", (body: string) => body.replace("Ana", "Eva")],
    ["the first cut short", (body: string) => body.slice(0, 300)],
    ["only the second", (body: string) => `[${body.slice(body.indexOf(',{"type":"track"') + 1)}`],
    ["no call", () => "[]"],
    ["no objects", () => "[1]"],
    ["another closing", (body: string) => body.replace(',{"type":"track"', ';{"type":"track"')],
  ])("is refused with %s", (_, change) => {
    expect(altered(change)).toMatchObject({ kind: "refused", status: 401 });
  });

  it("reads brackets and quotation marks inside texts as what they are", () => {
    const strange = { ...identify, traits: { name: 'Ana "]},{[" \\ Brandão', note: '\\"}' } };
    const { events } = accepted(receiveBatch([strange, track]));
    expect(events.map(({ trust }) => trust)).toEqual(["weak", "weak"]);
  });
});

describe("a Segment call", () => {
  it("with its first item signed but broken behind it is no JSON", () => {
    const signed = sendSegmentBatch([identify, track], contextOf(channelCase));
    const body = signed.body.subarray(0, -1);
    expect(receiveSigned({ ...signed, body }, { channel, settings, secrets })).toMatchObject({
      kind: "refused",
      status: 400,
    });
  });

  it("sent again is the same, whenever it was sent and received", () => {
    const again = {
      ...identify,
      sentAt: "2026-11-20T09:00:00Z",
      receivedAt: "2026-11-20T09:00:01Z",
    };
    expect(receive(again).events[0]?.id).toBe(receive(identify).events[0]?.id);
  });

  it("names a browser only where the tenant says so", () => {
    const bare = { ...identify, traits: {}, context: {} };
    const names = (changed: unknown) =>
      receive(bare, changed).events[0]?.identifiers.map(({ namespace }) => namespace);
    expect(names({})).toEqual(["segment"]);
    expect(names({ browserIds: true })).toEqual(["segment", "segment-browser"]);
  });

  it("that sets a trait to null takes it away", () => {
    const call = { ...identify, traits: { title: null, tier: null }, context: {} };
    expect(receive(call).events[0]?.claims).toMatchObject([
      { field: "jobTitle", removed: true },
      { field: "membershipTier", removed: true },
    ]);
  });

  it.each([
    [{ type: "alias", previousId: "x" }, "the kind of call is not understood"],
    [{ type: "delete" }, "the kind of call is not understood"],
    [{ messageId: undefined }, "a call has an unknown shape"],
  ])("with %j waits for a human", (change, reason) => {
    expect(receive({ ...identify, ...change })).toMatchObject({ events: [], unclear: { reason } });
  });
});
