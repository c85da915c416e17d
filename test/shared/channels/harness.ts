/** Drives one channel through everything that every channel must stand: tests bring only fixtures. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headersRead } from "#shared/channels/understand.ts";
import { bodyOf } from "#shared/lambda/unclear.ts";
import type { SendingContext, SignedDelivery } from "#bin/senders/delivery.ts";
import { type Received, receive } from "#functions/webhook/receive.ts";
import type { Channel } from "#shared/channels/channel.ts";
import type { Delivery, Reply } from "#shared/channels/delivery.ts";
import { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { malformedBodies } from "./malformed.ts";

export const now = new Date("2026-11-20T08:30:00.000Z");
export const fields = fieldRegistry({
  customFields: [
    {
      name: "membershipTier",
      labels: { en: "Membership tier", zh: "会员等级" },
      kind: "text",
      pii: "none",
      weight: 1,
    },
  ],
});

/** The same bytes for the same seed: secrets, nonces and ids are repeatable. */
export function randomBytesOf(seed: string): (count: number) => Buffer {
  let round = 0;
  return (count) => {
    const chunks: Buffer[] = [];
    for (let length = 0; length < count; length += 32) {
      chunks.push(createHash("sha256").update(`${seed}:${round++}`).digest());
    }
    return Buffer.concat(chunks).subarray(0, count);
  };
}

interface Example {
  /** What it is, as in "accepts …". */
  name: string;
  body: string;
  /** What comes of it, event by event; what is not named here is not compared. */
  events: readonly object[];
}

export interface ChannelCase<Secrets> {
  channel: Channel;
  /** Distinguishes several ways of one channel. */
  variant?: string;
  /** As in the tenant file. */
  settings: unknown;
  send: (body: string | Buffer, context: SendingContext<Secrets>) => SignedDelivery;
  /** The first is the one that is altered, repeated and refused. */
  examples: readonly [Example, ...Example[]];
  /** The first example, its content changed, its business id not. */
  edited: string;
  /** Well-formed, authentic and of a shape nobody has described. */
  unknown: string;
  /** A text of the first example that ends in an event: control characters are hidden in it. */
  marker: string;
  reply: Reply | ((eventIds: string[]) => Reply);
  /** Where the proof stands. */
  proof: { header: string } | { query: string } | "path token";
  /** False where the proof does not cover the body. */
  coversBody: boolean;
  /** Where the proof holds the sender's time. */
  windowMs?: number;
}

function settingsOf({ channel, settings }: Pick<ChannelCase<never>, "channel" | "settings">) {
  return channel.settings.parse(settings);
}

/** As `secrets.json` holds them. */
export function secretsOf<Secrets>(channelCase: ChannelCase<Secrets>, seed: string): Secrets {
  const settings = settingsOf(channelCase);
  return channelCase.channel.generateSecrets(randomBytesOf(seed), settings) as Secrets;
}

export function addressOf(channel: Channel): string {
  return `https://hooks.example.net/prod/webhooks/${channel.name}`;
}

export function contextOf<Secrets>(
  channelCase: ChannelCase<Secrets>,
  secrets: Secrets = secretsOf(channelCase, "ours"),
): SendingContext<Secrets> {
  const randomBytes = randomBytesOf("nonce");
  return { secrets, address: addressOf(channelCase.channel), now, randomBytes };
}

/** What the HTTP seam makes of a request. */
export function deliveryOf(
  { method, url, headers, body }: SignedDelivery,
  channel: Channel,
): Delivery {
  const { pathname, searchParams } = new URL(url);
  const token = pathname.slice(new URL(addressOf(channel)).pathname.length + 1);
  return {
    method,
    url,
    query: searchParams,
    pathToken: channel.pathToken ? token : undefined,
    headers,
    body,
  };
}

export interface Receiving {
  channel: Channel;
  settings: unknown;
  secrets: unknown;
  now?: Date;
}

export function receiveSigned(signed: SignedDelivery, receiving: Receiving): Received {
  const { channel } = receiving;
  return receive(deliveryOf(signed, channel), {
    channel,
    settings: settingsOf(receiving),
    secrets: receiving.secrets === undefined ? undefined : channel.secrets.parse(receiving.secrets),
    fields,
    phoneRegion: "CN",
    now: receiving.now ?? now,
  });
}

export function accepted(received: Received): Extract<Received, { kind: "accepted" }> {
  if (received.kind !== "accepted") throw new Error(`not accepted: ${JSON.stringify(received)}`);
  return received;
}

export function describeChannel<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, variant } = channelCase;
  describe(`${channel.name}${variant === undefined ? "" : `, ${variant}`}`, () => {
    acceptances(channelCase);
    authentication(channelCase);
    shapes(channelCase);
    fuzz(channelCase);
  });
}

function acceptances<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, send, examples, edited, reply, marker } = channelCase;
  const secrets = secretsOf(channelCase, "ours");
  const receiveBody = (body: string) =>
    accepted(receiveSigned(send(body, contextOf(channelCase)), { channel, settings, secrets }));
  const idsOf = (body: string) => receiveBody(body).events.map(({ id }) => id);

  for (const { name, body, events } of examples) {
    it(`understands ${name}`, () => {
      const received = receiveBody(body);
      expect(received.unclear).toBeUndefined();
      expect(received.events).toMatchObject(events);
      expect(received.events).toHaveLength(events.length);
      for (const event of received.events) CustomerEvent.parse(event);
    });

    it(`answers ${name} as the provider asks`, () => {
      const { reply: answered, events: said } = receiveBody(body);
      const ids = said.map(({ id }) => id);
      expect(answered).toEqual(typeof reply === "function" ? reply(ids) : reply);
    });
  }

  it("gives a redelivery the same event ids", () => {
    expect(idsOf(examples[0].body)).toEqual(idsOf(examples[0].body));
  });

  it("gives edited content another event id", () => {
    expect(idsOf(edited)).not.toEqual(idsOf(examples[0].body));
  });

  it("cleans escaped control characters", () => {
    const hidden = { json: "\\u0000\\u0007", form: "%00%07", xml: "]]>&#0;&#7;<![CDATA[" };
    const escaped = hidden[channel.format.name === "form or json" ? "form" : channel.format.name];
    const [first, ...rest] = marker;
    const body = examples[0].body.replace(marker, `${first}${escaped}${rest.join("")}`);
    expect(body).not.toBe(examples[0].body);
    expect(receiveBody(body).events).toMatchObject(examples[0].events);
  });
}

/** Every way to be refused looks the same: status 401, no reply of the channel's. */
function authentication<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, send, examples, coversBody, windowMs } = channelCase;
  const ours = secretsOf(channelCase, "ours");
  const signed = () => send(examples[0].body, contextOf(channelCase, ours));
  const refused = { kind: "refused", status: 401, reason: expect.any(String) };
  const receiveNow = (delivery: SignedDelivery, secrets: unknown = ours) =>
    receiveSigned(delivery, { channel, settings, secrets });

  it("refuses everything where no secret is configured", () => {
    const received = receiveSigned(signed(), { channel, settings, secrets: undefined });
    expect(received).toEqual({ ...refused, reason: "no secret configured" });
  });

  it("refuses what another tenant's secret signed", () => {
    const theirs = contextOf(channelCase, secretsOf(channelCase, "theirs"));
    expect(receiveNow(send(examples[0].body, theirs))).toEqual(refused);
  });

  for (const [name, change] of Object.entries(spoiled)) {
    it(`refuses a proof that is ${name}`, () => {
      expect(receiveNow(withProof(signed(), channelCase, change))).toEqual(refused);
    });
  }

  if (coversBody) {
    it("refuses an altered body", () => {
      const altered = Buffer.from(signed().body);
      const middle = Math.floor(altered.length / 2);
      altered.writeUInt8(altered.readUInt8(middle) ^ 1, middle);
      expect(receiveNow({ ...signed(), body: altered })).toEqual(refused);
    });
  }

  if (windowMs !== undefined) {
    it.each([-1, 1])("refuses a time outside the window (%i)", (direction) => {
      const late = new Date(now.getTime() + direction * (windowMs + 1_000));
      const received = receiveSigned(signed(), { channel, settings, secrets: ours, now: late });
      expect(received).toEqual({ ...refused, reason: "timestamp outside the window" });
    });
  }

  it("accepts the old and the new secret while one is being rotated", () => {
    const fresh = secretsOf(channelCase, "fresh");
    const both = rotating(fresh, ours);
    expect(receiveNow(signed(), both).kind).toBe("accepted");
    expect(receiveNow(send(examples[0].body, contextOf(channelCase, fresh)), both).kind).toBe(
      "accepted",
    );
    expect(receiveNow(signed(), fresh)).toEqual(refused);
  });

  it("tells a stranger nothing about size, type or syntax", () => {
    const stranger = withProof(signed(), channelCase, spoiled.wrong);
    const strange: Partial<SignedDelivery>[] = [
      { headers: { ...stranger.headers, "content-type": "text/plain" } },
      { body: Buffer.alloc(channel.bodyBytesMax + 1, "a") },
      { body: Buffer.from("{") },
      { body: Buffer.alloc(0) },
    ];
    for (const change of strange) expect(receiveNow({ ...stranger, ...change })).toEqual(refused);
  });

  it("takes no method but POST", () => {
    const handshake = channel.handshake === undefined;
    const received = receiveNow({ ...signed(), method: "GET" });
    if (handshake) expect(received).toEqual({ ...refused, status: 405 });
    else expect(received.kind).toBe("refused");
  });
}

function shapes<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, send, examples, unknown } = channelCase;
  const secrets = secretsOf(channelCase, "ours");
  const context = contextOf(channelCase);
  const receiveNow = (delivery: SignedDelivery) =>
    receiveSigned(delivery, { channel, settings, secrets });

  it("refuses an authentic body that is too large", () => {
    const { filler } = malformedBodies(channel.format.name);
    const received = receiveNow(send(filler(channel.bodyBytesMax + 1), context));
    expect(received).toEqual({ kind: "refused", status: 413, reason: "body too large" });
  });

  it.each(["text/plain", "application/octet-stream", "", "multipart/form-data; boundary=x"])(
    "refuses the content type %j",
    (contentType) => {
      const signed = send(examples[0].body, context);
      const headers = { ...signed.headers, "content-type": contentType };
      expect(receiveNow({ ...signed, headers })).toMatchObject({ kind: "refused", status: 415 });
    },
  );

  it.each(malformedBodies(channel.format.name).bodies)("refuses $name", ({ body, reason }) => {
    expect(receiveNow(send(body, context))).toEqual({ kind: "refused", status: 400, reason });
  });

  it("refuses a raw NUL wherever it stands", () => {
    const middle = Math.floor(examples[0].body.length / 2);
    const body = `${examples[0].body.slice(0, middle)}\0${examples[0].body.slice(middle)}`;
    const reason = "NUL byte";
    expect(receiveNow(send(body, context))).toEqual({ kind: "refused", status: 400, reason });
  });

  it("keeps what is authentic but not understood, with all that a replay needs", () => {
    const signed = send(unknown, context);
    const received = accepted(receiveNow(signed));
    expect(received.events).toEqual([]);
    expect(received.reply.status).toBe(200);
    expect(received.unclear).toMatchObject({
      channel: channel.name,
      reason: expect.stringMatching(/\w/),
      headers: headersRead(signed.headers, channel),
    });
    expect(received.unclear && bodyOf(received.unclear).toString()).toBe(unknown);
  });
}

const runs = 300;

function fuzz<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, send, examples } = channelCase;
  const secrets = secretsOf(channelCase, "ours");
  const context = contextOf(channelCase);

  it("survives whatever an authentic sender sends", () => {
    const bodies = examples.map(({ body }) => body);
    fc.assert(
      fc.property(anyBody(bodies), (body) => {
        const received = receiveSigned(send(body, context), { channel, settings, secrets });
        if (received.kind !== "accepted") return received.kind === "refused";
        for (const event of received.events) CustomerEvent.parse(event);
        return received.reply.status === 200;
      }),
      { numRuns: runs },
    );
  });

  it("survives whatever a stranger sends", () => {
    const header = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("v1,", "sha256=", "sha256=AA=="),
    );
    const stranger = fc.record({
      body: fc.oneof(
        anyBody(examples.map(({ body }) => body)),
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      ),
      proof: header,
      query: fc.dictionary(fc.constantFrom("signature", "msg_signature", "encrypt_type"), header),
    });
    fc.assert(
      fc.property(stranger, ({ body, proof, query }) => {
        const signed = withProof(send("", context), channelCase, () => proof);
        const url = new URL(signed.url);
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
        const delivery = { ...signed, url: url.href, body: Buffer.from(body) };
        const received = receiveSigned(delivery, { channel, settings, secrets });
        return received.kind === "refused" && received.status === 401;
      }),
      { numRuns: runs },
    );
  });
}

/** Arbitrary text, arbitrary JSON, and real deliveries with some bytes of theirs changed. */
function anyBody(examples: readonly string[]): fc.Arbitrary<string | Buffer> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 12 }),
    insert: fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom('"', "null", "[]", "{}", "-1", "1e999", "<", "]]>", "&", "%", "=", "\\u0000"),
    ),
  });
  const mutated = fc
    .record({ body: fc.constantFrom(...examples), changes: fc.array(change, { maxLength: 4 }) })
    .map(({ body, changes }) => {
      let text = body;
      for (const { at, cut, insert } of changes) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + insert + text.slice(start + cut);
      }
      return text;
    });
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  return fc.oneof(
    { weight: 4, arbitrary: mutated },
    fc.json(),
    fc.string({ unit: "binary" }),
    bytes,
  );
}

const spoiled = {
  missing: () => undefined,
  empty: () => "",
  truncated: (proof: string) => proof.slice(0, -1),
  lengthened: (proof: string) => `${proof}0`,
  wrong: (proof: string) => {
    const middle = Math.floor(proof.length / 2);
    return `${proof.slice(0, middle)}${proof[middle] === "0" ? "1" : "0"}${proof.slice(middle + 1)}`;
  },
} as const;

function withProof<Secrets>(
  signed: SignedDelivery,
  { proof, channel }: ChannelCase<Secrets>,
  change: (proof: string) => string | undefined,
): SignedDelivery {
  const url = new URL(signed.url);
  if (proof === "path token") {
    const token = url.pathname.split("/").at(-1) ?? "";
    return { ...signed, url: `${addressOf(channel)}/${encodeURIComponent(change(token) ?? "")}` };
  }
  if ("query" in proof) {
    const changed = change(url.searchParams.get(proof.query) ?? "");
    if (changed === undefined) url.searchParams.delete(proof.query);
    else url.searchParams.set(proof.query, changed);
    return { ...signed, url: url.href };
  }
  const { [proof.header]: known = "", ...headers } = signed.headers;
  const changed = change(known);
  return {
    ...signed,
    headers: changed === undefined ? headers : { ...headers, [proof.header]: changed },
  };
}

/** The same object with both secrets in place of each. */
function rotating(fresh: unknown, old: unknown): unknown {
  if (typeof fresh === "string") return [fresh, old];
  return Object.fromEntries(
    Object.entries(Object(fresh)).map(([key, value]) => [
      key,
      rotating(value, Object(old)[key] as unknown),
    ]),
  );
}
