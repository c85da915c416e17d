/** Which events a delivery holds, read as the edge reads it: not every provider's reply names them. */
import { readTenant } from "#infra/tenant.ts";
import type { Channel } from "#shared/channels/channel.ts";
import type { Delivery } from "#shared/channels/delivery.ts";
import { channelNamed } from "#shared/channels/index.ts";
import { type Understood, understand } from "#shared/channels/understand.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import type { SignedDelivery } from "../senders/delivery.ts";
import { DemoError } from "./errors.ts";

const tenant = readTenant("demo");
export const fields = fieldRegistry(tenant);

export interface Reading {
  /** By channel, as they stand in the file. */
  secrets: Readonly<Record<string, unknown>>;
  now: Date;
}

/** Throws a DemoError where the secrets file holds what the channel cannot use, or does not fit. */
export function eventsOf(
  signed: SignedDelivery,
  telling: { channel: string },
  reading: Reading,
): CustomerEvent[] {
  const understood = understoodOf(signed, telling, reading);
  return understood.kind === "understood" ? understood.events : [];
}

/** What the edge will make of it. Throws as {@link eventsOf} does. */
export function understoodOf(
  signed: SignedDelivery,
  { channel: name }: { channel: string },
  { secrets, now }: Reading,
): Understood {
  const channel = channelOf(name);
  const settings = channel.settings.parse(tenant.channels[name]?.settings);
  const parsed = channel.secrets.safeParse(secrets[name]);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ message }) => message).join("; ");
    throw new DemoError(`The secrets of ${name} were edited and cannot be used: ${problems}`);
  }
  const delivery = deliveryOf(signed, channel);
  const verdict = channel.authenticate(delivery, { secrets: parsed.data, settings, now });
  if (verdict.kind === "refused") {
    throw new DemoError(`The secrets of ${name} do not fit each other: ${verdict.reason}`);
  }
  const { headers } = delivery;
  const { body = delivery.body, trust, account } = verdict;
  return understand(
    { body, headers, trust, account, receivedAt: now },
    { channel, settings, fields, phoneRegion: tenant.phoneRegion },
  );
}

function channelOf(name: string): Channel {
  const channel = channelNamed(name);
  if (channel === undefined) throw new TypeError(`there is no channel ${name}`);
  return channel;
}

function deliveryOf({ method, url, headers, body }: SignedDelivery, channel: Channel): Delivery {
  const { pathname, searchParams } = new URL(url);
  const pathToken = channel.pathToken ? pathname.split("/").at(-1) : undefined;
  return { method, url, query: searchParams, pathToken, headers, body };
}
