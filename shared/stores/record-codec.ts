/** The golden record as it is stored: origins once, positions instead of names. A kilobyte is money. */
import * as z from "zod";
import { Tier } from "#shared/domain/policy.ts";
import { IdentifierType } from "#shared/domain/identifier.ts";
import { type GoldenRecord } from "#shared/domain/record.ts";
import { type Latest, type Origin, type Slot } from "#shared/domain/survivorship.ts";

/** Event id, channel, source without its channel, observed and received in epoch milliseconds. */
const StoredOrigin = z.tuple([z.string(), z.string(), z.string(), z.number(), z.number()]);
const StoredLatest = z.record(z.string(), z.tuple([z.union([z.string(), z.boolean()]), z.int()]));

/** Values, origin, tier, flags (1 valid, 2 verified), and the rivals where there are any. */
const StoredSlot = z.tuple([
  z.record(z.string(), z.string()),
  z.int(),
  Tier,
  z.int(),
  z.array(z.string()).optional(),
]);

export const StoredRecord = z.object({
  o: z.array(StoredOrigin),
  s: z.record(z.string(), StoredSlot),
  i: z.array(z.tuple([IdentifierType, z.string(), z.string(), z.literal([0, 1])])),
  c: StoredLatest.optional(),
  t: StoredLatest.optional(),
  x: StoredLatest.optional(),
  h: z.array(z.string()),
  n: z.int(),
});
export type StoredRecord = z.infer<typeof StoredRecord>;

export function encodeRecord(record: GoldenRecord): StoredRecord {
  const origins = new Map<string, { at: number; stored: z.infer<typeof StoredOrigin> }>();
  const originAt = (origin: Origin): number => {
    const known = origins.get(origin.eventId) ?? { at: origins.size, stored: storedOrigin(origin) };
    origins.set(origin.eventId, known);
    return known.at;
  };
  const latest = (entries: Readonly<Record<string, Latest<string | boolean>>>) =>
    mapValues(entries, ({ value, origin }): [string | boolean, number] => [
      value,
      originAt(origin),
    ]);
  const stored = {
    s: mapValues(record.slots, (slot) => storedSlot(slot, originAt(slot.origin))),
    i: record.identifiers.map(({ type, namespace, value, verified }): StoredRecord["i"][number] => [
      type,
      namespace,
      value,
      verified ? 1 : 0,
    ]),
    ...optional("c", latest(record.consents)),
    ...optional("t", latest(record.tags)),
    ...optional("x", latest(record.extras)),
    h: [...record.channels],
    n: record.events,
  };
  return { o: [...origins.values()].map(({ stored: origin }) => origin), ...stored };
}

export function decodeRecord(stored: StoredRecord): GoldenRecord {
  const origins = stored.o.map(originOf);
  const at = (index: number): Origin => {
    const origin = origins[index];
    if (origin === undefined) throw new RangeError(`the record has no origin ${index}`);
    return origin;
  };
  const latest = <Value extends string | boolean>(
    entries: z.infer<typeof StoredLatest> = {},
  ): Record<string, Latest<Value>> =>
    mapValues(entries, ([value, index]) => ({ value: value as Value, origin: at(index) }));
  return {
    slots: mapValues(stored.s, (slot) => slotOf(slot, at(slot[1]))),
    identifiers: stored.i.map(([type, namespace, value, verified]) => ({
      type,
      namespace,
      value,
      verified: verified === 1,
    })),
    consents: latest(stored.c),
    tags: latest(stored.t),
    extras: latest(stored.x),
    channels: stored.h,
    events: stored.n,
  };
}

function storedOrigin(origin: Origin): z.infer<typeof StoredOrigin> {
  const { eventId, channel, source, observedAt, receivedAt } = origin;
  const within = source.slice(channel.length + 1);
  return [eventId, channel, within, Date.parse(observedAt), Date.parse(receivedAt)];
}

function originOf([eventId, channel, within, observed, received]: z.infer<
  typeof StoredOrigin
>): Origin {
  return {
    eventId,
    channel,
    source: `${channel}:${within}`,
    observedAt: new Date(observed).toISOString(),
    receivedAt: new Date(received).toISOString(),
  };
}

function storedSlot(slot: Slot, origin: number): z.infer<typeof StoredSlot> {
  const flags = (slot.valid ? 1 : 0) + (slot.verified ? 2 : 0);
  const stored = [slot.values, origin, slot.tier, flags] as const;
  return slot.rivals.length === 0 ? [...stored] : [...stored, [...slot.rivals]];
}

function slotOf(
  [values, , tier, flags, rivals = []]: z.infer<typeof StoredSlot>,
  origin: Origin,
): Slot {
  return { values, valid: (flags & 1) > 0, verified: (flags & 2) > 0, tier, origin, rivals };
}

function optional<Name extends string, Value extends object>(name: Name, value: Value) {
  return (Object.keys(value).length > 0 ? { [name]: value } : {}) as Partial<Record<Name, Value>>;
}

function mapValues<In, Out>(
  entries: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, map(value)]));
}
