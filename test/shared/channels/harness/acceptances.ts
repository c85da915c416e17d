/** What an authentic delivery comes to: events, answers, ids, and what is verified in them. */
import { expect, it } from "vitest";
import type { Format } from "#shared/channels/formats/format.ts";
import { CustomerEvent } from "#shared/domain/event.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  idsOf,
  now,
  randomBytesOf,
  receiveBody,
  receiveSigned,
  secretsOf,
} from "./case.ts";
import { tell } from "./told.ts";
import { expectOnlyVerified } from "./verified.ts";

export function acceptances<Secrets>(channelCase: ChannelCase<Secrets>): void {
  understanding(channelCase);
  identity(channelCase);
  several(channelCase);
}

function understanding<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, examples, reply, marker } = channelCase;
  const replyTo = (ids: string[]) => (typeof reply === "function" ? reply(ids) : reply);

  for (const { name, body, send, events, awaiting = [] } of examples) {
    it(`understands ${name}`, () => {
      const received = accepted(receiveBody(body, channelCase, send));
      expect(received.unclear).toBeUndefined();
      expect(received.events).toMatchObject(events);
      expect(received.events).toHaveLength(events.length);
      expect(received.awaiting).toMatchObject(awaiting);
      expect(received.awaiting).toHaveLength(awaiting.length);
      for (const event of received.events) CustomerEvent.parse(event);
    });

    it(`answers ${name} as the provider asks`, () => {
      const { reply: answered, events: said } = accepted(receiveBody(body, channelCase, send));
      expect(answered).toEqual(replyTo(said.map(({ id }) => id)));
    });
  }

  for (const { name, body, send } of channelCase.pings) {
    it(`creates nobody of ${name}, and answers it as the provider asks`, () => {
      const received = accepted(receiveBody(body, channelCase, send));
      expect(received).toMatchObject({ events: [], awaiting: [], unclear: undefined });
      expect(received.reply).toEqual(replyTo([]));
    });
  }

  it("cleans escaped control characters", () => {
    const escaped = hiddenControls(channel.format.name, examples[0].body);
    const [first, ...rest] = marker;
    const body = examples[0].body.replace(marker, `${first}${escaped}${rest.join("")}`);
    expect(body).not.toBe(examples[0].body);
    const { events, awaiting = [] } = examples[0];
    expect(accepted(receiveBody(body, channelCase))).toMatchObject({ events, awaiting });
  });
}

/** As each format can write them inside a text; in multipart it is the JSON of a part. */
function hiddenControls(format: Format["name"], body: string): string {
  if (format === "xml") {
    return body.includes("<![CDATA[") ? "]]>&#0;&#7;<![CDATA[" : "&#0;&#7;";
  }
  const isForm = format.startsWith("form") && !/^(\s*[[{]|--)/.test(body);
  return isForm ? "%00%07" : "\\u0000\\u0007";
}

function identity<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { channel, settings, send, examples, edited, largeId } = channelCase;
  const saidBy = (body: string) => accepted(receiveBody(body, channelCase));

  it("gives a redelivery the same event ids, though it is signed anew", () => {
    const secrets = secretsOf(channelCase, "ours");
    const later = new Date(now.getTime() + 20_000);
    const context = { ...contextOf(channelCase), now: later, randomBytes: randomBytesOf("later") };
    const again = receiveSigned(send(examples[0].body, context), {
      channel,
      settings,
      secrets,
      now: later,
    });
    expect(idsOf(accepted(again))).toEqual(idsOf(saidBy(examples[0].body)));
  });

  it("gives edited content another event id", () => {
    expect(idsOf(saidBy(edited))).not.toEqual(idsOf(saidBy(examples[0].body)));
  });

  it("verifies what the catalogue says, and nothing else", () => {
    const events = [
      ...examples.flatMap(
        ({ body, send: own }) => accepted(receiveBody(body, channelCase, own)).events,
      ),
      ...(channelCase.told ?? []).flatMap(({ answer }) => tell(answer, channelCase).events),
    ];
    for (const event of events) expectOnlyVerified(event, channel);
    const verified = events.flatMap(({ identifiers }) =>
      identifiers.filter((identifier) => identifier.verified).map(({ type }) => type),
    );
    const isWeak = events.every(({ trust }) => trust !== channel.trust);
    if (!isWeak) expect([...new Set(verified)].sort()).toEqual([...channel.verifies].sort());
  });

  if (largeId !== "no numbers") {
    it("keeps apart ids that are one and the same to a double", () => {
      const bodies = ["9007199254740992", "9007199254740993"].map(largeId);
      const [rounded, exact] = bodies.map((body) => idsOf(saidBy(body)));
      expect(exact).not.toEqual(rounded);
      expect(exact).not.toEqual([]);
      const { events, awaiting } = saidBy(bodies[1] ?? "");
      expect(JSON.stringify([events, awaiting])).not.toContain("9007199254740992");
    });
  }
}

function several<Secrets>(channelCase: ChannelCase<Secrets>): void {
  const { mixed } = channelCase;
  if (mixed === "no batch") return;

  it("takes every good event of a delivery that has a bad one, and keeps the whole for a human", () => {
    const received = accepted(receiveBody(mixed.body, channelCase));
    const { events, awaiting = [] } = mixed;
    expect(received).toMatchObject({ events, awaiting });
    const good = events.length + awaiting.length;
    expect(received.events.length + received.awaiting.length).toBe(good);
    expect(new Set(idsOf(received)).size).toBe(good);
    expect(good).toBeGreaterThan(1);
    expect(received.unclear?.reason).toMatch(/\w/);
    expect(received.reply.status).toBe(200);
  });
}
