/** What one delivery comes to: authenticate, parse, normalise. Decides everything, does nothing. */
import type { Channel, RefusalReason } from "#shared/channels/channel.ts";
import { type Delivery, jsonReply, type Reply } from "#shared/channels/delivery.ts";
import { contentTypeFits, type MalformedReason } from "#shared/channels/formats/format.ts";
import { headersRead, understand } from "#shared/channels/understand.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { AwaitedDelivery } from "#shared/lambda/awaited.ts";
import { keepable, type UnclearDelivery } from "#shared/lambda/unclear.ts";

export interface ReceiveContext {
  channel: Channel;
  settings: unknown;
  /** Parsed by the channel's schema; undefined where the tenant has configured none. */
  secrets: unknown;
  fields: FieldRegistry;
  phoneRegion: string;
  now: Date;
}

export type Received =
  | { kind: "handshake"; reply: Reply }
  | {
      kind: "accepted";
      events: CustomerEvent[];
      awaiting: AwaitedDelivery[];
      unclear: UnclearDelivery | undefined;
      reply: Reply;
    }
  | { kind: "refused"; status: 400 | 401 | 405 | 413 | 415; reason: Refusal };

export type Refusal =
  | RefusalReason
  | MalformedReason
  | "method not allowed"
  | "content type not accepted"
  | "body too large";

export function receive(delivery: Delivery, context: ReceiveContext): Received {
  const { channel, settings, secrets, now } = context;
  if (secrets === undefined) return refused(401, "no secret configured");
  const handshake = channel.handshake?.(delivery, { secrets, settings, now });
  if (handshake?.kind === "reply") return { kind: "handshake", reply: handshake.reply };
  if (handshake?.kind === "refused") return refused(401, handshake.reason);
  if (delivery.method !== "POST") return refused(405, "method not allowed");

  const authentication = channel.authenticate(delivery, { secrets, settings, now });
  if (authentication.kind === "refused") return refused(401, authentication.reason);
  if (!contentTypeFits(channel.format, delivery.headers["content-type"])) {
    return refused(415, "content type not accepted");
  }
  if (delivery.body.length > channel.bodyBytesMax) return refused(413, "body too large");

  const { trust, account, body = delivery.body } = authentication;
  const authentic = {
    body,
    headers: delivery.headers,
    trust,
    account,
    receivedAt: now,
  };
  const understood = understand(authentic, context);
  if (understood.kind === "malformed") return refused(400, understood.reason);
  const eventIds = understood.events.map(({ id }) => id);
  const kept = understood.unclear === undefined ? undefined : keepable(body);
  if (kept?.kind === "too large") return refused(413, "body too large");
  const origin = { channel: channel.name, trust, account, receivedAt: now.toISOString() };
  return {
    kind: "accepted",
    events: understood.events,
    awaiting: understood.awaiting.map((announcement) => ({ ...origin, ...announcement })),
    unclear:
      understood.unclear === undefined || kept === undefined
        ? undefined
        : {
            ...origin,
            reason: understood.unclear,
            headers: headersRead(delivery.headers, channel),
            body: kept.body,
          },
    reply:
      channel.reply?.({ eventIds, delivery, account, secrets, settings }) ??
      jsonReply({ events: eventIds }),
  };
}

function refused(status: 400 | 401 | 405 | 413 | 415, reason: Refusal): Received {
  return { kind: "refused", status, reason };
}
