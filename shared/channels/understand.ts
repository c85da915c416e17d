/** From an authentic body to events: at the edge, and again when a quarantined delivery is replayed. */
import type { CustomerEvent, Trust } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import { toEvent } from "#shared/domain/statement.ts";
import type { Channel, Understanding } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { type MalformedReason, parseBody } from "./formats/format.ts";

export interface AuthenticDelivery {
  /** Decrypted where it came encrypted. */
  body: Buffer;
  headers: Delivery["headers"];
  trust: Exclude<Trust, "staff">;
  account: string | undefined;
  receivedAt: Date;
}

export interface UnderstandContext {
  channel: Channel;
  /** As parsed by the channel's own schema. */
  settings: unknown;
  fields: FieldRegistry;
  phoneRegion: string;
}

/** `unclear` says why the delivery must be kept for a human; its events are good all the same. */
export type Understood =
  | { kind: "understood"; events: CustomerEvent[]; unclear: string | undefined }
  | { kind: "malformed"; reason: MalformedReason };

export function understand(delivery: AuthenticDelivery, context: UnderstandContext): Understood {
  const parsed = parseBody(context.channel.format, delivery.body);
  if (parsed.kind === "malformed") return parsed;
  const payload = context.channel.payload.safeParse(parsed.value);
  if (!payload.success) return nothing("the payload has an unknown shape");
  try {
    const understandings = context.channel.normalise(payload.data, {
      settings: context.settings,
      fields: context.fields,
      headers: headersRead(delivery.headers, context.channel),
      trust: delivery.trust,
      account: delivery.account,
      receivedAt: delivery.receivedAt,
    });
    return collect(understandings, delivery, context);
  } catch {
    // The error may quote what a customer typed; the delivery itself is kept sealed instead.
    return nothing("the channel failed to normalise it");
  }
}

/** What of the headers belongs to the delivery, at the edge as at a replay. */
export function headersRead(
  headers: Delivery["headers"],
  { readsHeaders = [] }: Pick<Channel, "readsHeaders">,
): Record<string, string> {
  return Object.fromEntries(
    readsHeaders.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function nothing(unclear: string): Understood {
  return { kind: "understood", events: [], unclear };
}

function collect(
  understandings: readonly Understanding[],
  delivery: AuthenticDelivery,
  context: UnderstandContext,
): Understood {
  const events: CustomerEvent[] = [];
  let unclear = understandings.length === 0 ? "it says nothing about a customer" : undefined;
  for (const understanding of understandings) {
    if (understanding.kind === "unclear") unclear ??= understanding.reason;
    if (understanding.kind !== "statement") continue;
    try {
      events.push(
        toEvent(understanding.statement, {
          channel: context.channel.name,
          trust: delivery.trust,
          receivedAt: delivery.receivedAt,
          fields: context.fields,
          phoneRegion: context.phoneRegion,
        }),
      );
    } catch {
      unclear ??= "one of its events could not be built";
    }
  }
  return { kind: "understood", events, unclear };
}
