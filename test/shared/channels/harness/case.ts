/** What a channel's test brings, and how a delivery of it is signed and received. */
import { createHash } from "node:crypto";
import type { SendingContext, SignedDelivery } from "#bin/senders/delivery.ts";
import { type Received, receive } from "#functions/webhook/receive.ts";
import type { Channel } from "#shared/channels/channel.ts";
import type { Delivery, Reply } from "#shared/channels/delivery.ts";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";

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

/** A body, and where more than the body makes the difference how it is sent. */
interface Sent<Secrets> {
  /** What it is, as in "understands …". */
  name: string;
  body: string;
  send?: Send<Secrets>;
}

interface Example<Secrets> extends Sent<Secrets> {
  /** What comes of it, event by event; what is not named here is not compared. */
  events: readonly object[];
  /** Whom it only announces. */
  awaiting?: readonly object[];
}

/** What the provider answers where the first example only announces somebody. */
interface Told {
  name: string;
  /** JSON. */
  answer: string;
  events: readonly object[];
  /** Why somebody has to look at it. */
  unclear?: string;
}

type Send<Secrets> = (body: string | Buffer, context: SendingContext<Secrets>) => SignedDelivery;

/** One delivery of several events, of which one cannot be read and the others arrive. */
interface Mixed {
  body: string;
  events: readonly object[];
  awaiting?: readonly object[];
}

interface Handshake<Secrets> {
  name: string;
  ask: (context: SendingContext<Secrets>) => SignedDelivery;
  answer: Reply | ((context: SendingContext<Secrets>) => Reply) | "refused";
  /** Where anybody may ask, for the question holds no proof: then the answer is the proof. */
  unproven?: true;
}

/** Where the proof stands; in a body, the one group of the expression is the proof. */
type Proof = { header: string } | { query: string } | { body: RegExp } | "path token";

export interface ChannelCase<Secrets> {
  channel: Channel;
  /** Distinguishes several ways of one channel. */
  variant?: string;
  /** As in the tenant file. */
  settings: unknown;
  /** Which of the generated secrets this way of the channel has, where it has not all. */
  withSecrets?: (generated: Secrets) => Secrets;
  send: Send<Secrets>;
  /** The first is the one that is altered, repeated and refused. */
  examples: readonly [Example<Secrets>, ...Example<Secrets>[]];
  /** The first example, its content changed, its business id not. */
  edited: string;
  /** Well-formed, authentic and of a shape nobody has described. */
  unknown: string;
  /** A text of the first example that ends in an event: control characters are hidden in it. */
  marker: string;
  /** Where a delivery is a list of events. */
  mixed: Mixed | "no batch";
  /** Where deliveries only announce. */
  told?: readonly [Told, ...Told[]];
  /** Test pushes and whatever else the provider sends that says nothing about a customer. */
  pings: readonly Sent<Secrets>[];
  /** A body with these digits, as the provider writes them, for a number of its own. */
  largeId: ((digits: string) => string) | "no numbers";
  /** How the provider checks the address, and questions that must not be answered. */
  handshakes?: readonly Handshake<Secrets>[];
  /** Where whoever knows the address may ask for it: nothing but the address is checked. */
  answersGet?: true;
  reply: Reply | ((eventIds: string[]) => Reply);
  proof: Proof;
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
  const secrets = channelCase.channel.generateSecrets(randomBytesOf(seed), settings) as Secrets;
  return channelCase.withSecrets?.(secrets) ?? secrets;
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

export function accepted(received: Received): Accepted {
  if (received.kind !== "accepted") throw new Error(`not accepted: ${JSON.stringify(received)}`);
  return received;
}

/** What distinguishes all that a delivery said, whether it was an event or an announcement. */
export function idsOf({ events, awaiting }: Pick<Accepted, "events" | "awaiting">): string[] {
  const announced = awaiting.map(({ businessId, content }) => canonicalJson([businessId, content]));
  return [...events.map(({ id }) => id), ...announced];
}

type Accepted = Extract<Received, { kind: "accepted" }>;

/** What comes of a body that our own sender signed. */
export function receiveBody<Secrets>(
  body: string | Buffer,
  channelCase: ChannelCase<Secrets>,
  send: Send<Secrets> = channelCase.send,
): Received {
  const { channel, settings } = channelCase;
  const secrets = secretsOf(channelCase, "ours");
  return receiveSigned(send(body, contextOf(channelCase, secrets)), { channel, settings, secrets });
}

/** The same, for bodies that nobody refuses: throws where one is. */
export function acceptBody<Secrets>(
  body: string | Buffer,
  channelCase: ChannelCase<Secrets>,
): Accepted {
  return accepted(receiveBody(body, channelCase));
}

/** Under which part of a channel's test the script looks for what it runs longer. */
export const fuzzSuite = "whatever is sent";
