import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Channel, defineChannel, type Understanding } from "#shared/channels/channel.ts";
import { json } from "#shared/channels/formats/json.ts";
import { understand, understandAnswer } from "#shared/channels/understand.ts";
import { fields, now } from "./harness.ts";

const said = (businessId: string, field = "note"): Understanding => ({
  kind: "statement",
  statement: {
    businessId,
    content: businessId,
    origin: "test",
    kind: "said",
    claims: [{ field, value: businessId }],
  },
});

const channelOf = (normalise: () => Understanding[]): Channel =>
  defineChannel({
    name: "test",
    title: { en: "Test", zh: "测试" },
    group: "own",
    authentication: "none",
    trust: "token",
    confirmation: "unconfirmed",
    verifies: [],
    businessId: "-",
    answer: "-",
    pathToken: false,
    format: json,
    bodyBytesMax: 100,
    settings: z.strictObject({}),
    secrets: z.strictObject({}),
    generateSecrets: () => ({}),
    payload: z.object({ ok: z.literal(true) }),
    authenticate: () => ({ kind: "authentic", trust: "token" }),
    normalise,
  });

const understandBody = (normalise: () => Understanding[], body = '{"ok":true}') =>
  understand(
    {
      body: Buffer.from(body),
      headers: {},
      trust: "token",
      account: undefined,
      receivedAt: now,
    },
    { channel: channelOf(normalise), settings: {}, fields, phoneRegion: "CN" },
  );

describe("a delivery with several events", () => {
  it("has them all", () => {
    expect(understandBody(() => [said("a"), said("b")])).toMatchObject({
      events: [{ channel: "test" }, { channel: "test" }],
      unclear: undefined,
    });
  });

  it("has the good ones when one cannot be built, and waits for a human", () => {
    expect(understandBody(() => [said("a"), said("b", "noSuchField"), said("c")])).toMatchObject({
      events: [{}, {}],
      unclear: "one of its events could not be built",
    });
  });

  it("has the good ones when a part is unclear", () => {
    const unclear: Understanding = { kind: "unclear", reason: "half of it" };
    expect(understandBody(() => [said("a"), unclear])).toMatchObject({
      events: [{}],
      unclear: "half of it",
    });
  });
});

describe("a delivery that only announces", () => {
  const announced: Understanding = {
    kind: "awaiting data",
    announcement: { businessId: "lead-1", content: { id: 1 } },
  };

  it("is understood: nobody has to look at it", () => {
    expect(understandBody(() => [announced])).toEqual({
      kind: "understood",
      events: [],
      awaiting: [{ businessId: "lead-1", content: { id: 1 } }],
      unclear: undefined,
    });
  });

  it("has its events and its bad parts beside", () => {
    const unclear: Understanding = { kind: "unclear", reason: "half of it" };
    expect(understandBody(() => [announced, said("a"), unclear])).toMatchObject({
      events: [{}],
      awaiting: [{}],
      unclear: "half of it",
    });
  });
});

describe("an answer about whom a delivery announced", () => {
  const answered = (normalise: () => Understanding[]) =>
    understandAnswer(
      {},
      {
        trust: "token",
        account: undefined,
        receivedAt: now,
        announcement: { businessId: "lead-1", content: {} },
      },
      {
        channel: {
          ...channelOf(() => []),
          lookup: { hosts: [], request: () => undefined, normalise },
        },
        settings: {},
        fields,
        phoneRegion: "CN",
      },
    );

  it("is made into events like a delivery", () => {
    expect(answered(() => [said("a")])).toMatchObject({
      events: [{ channel: "test", trust: "token", receivedAt: now.toISOString() }],
      unclear: undefined,
    });
  });

  it("that makes the channel fail is kept from the log", () => {
    const fail = () => {
      throw new Error("Lin Xiaoyu, 13900001111");
    };
    expect(answered(fail)).toEqual({
      events: [],
      awaiting: [],
      unclear: "the channel failed to normalise it",
    });
  });
});

describe("a delivery without events", () => {
  it("is nothing to keep when it is a ping", () => {
    expect(understandBody(() => [{ kind: "ping" }])).toMatchObject({
      events: [],
      unclear: undefined,
    });
  });

  it("is kept when it says nothing that we know of", () => {
    expect(understandBody(() => [])).toMatchObject({ unclear: "it says nothing about a customer" });
  });

  it("is kept when its shape is unknown", () => {
    expect(understandBody(() => [said("a")], '{"ok":1}')).toMatchObject({
      events: [],
      unclear: "the payload has an unknown shape",
    });
  });

  it("is kept when its channel fails, and the error quotes nobody", () => {
    const fail = () => {
      throw new Error("Lin Xiaoyu, 13900001111");
    };
    const understood = understandBody(fail);
    expect(understood).toMatchObject({ unclear: "the channel failed to normalise it" });
    expect(JSON.stringify(understood)).not.toContain("Lin");
  });

  it("is refused when it cannot be read", () => {
    expect(understandBody(() => [said("a")], "{")).toEqual({
      kind: "malformed",
      reason: "broken JSON",
    });
  });
});
