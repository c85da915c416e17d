/** From an authentic body to events: at the edge, when a delivery is replayed, when data was fetched. */
import type { CustomerEvent, Trust } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import { toEvent } from "#shared/domain/statement.ts";
import type { Channel, Understanding } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { type MalformedReason, parseBody } from "./formats/format.ts";
import type { Announcement } from "./lookup.ts";

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
export interface Said {
  events: CustomerEvent[];
  /** Whom it announces, and says nothing else about. */
  awaiting: Announcement[];
  unclear: string | undefined;
}

export type Understood =
  | ({ kind: "understood" } & Said)
  | { kind: "malformed"; reason: MalformedReason };

export function understand(delivery: AuthenticDelivery, context: UnderstandContext): Understood {
  const parsed = parseBody(context.channel.format, delivery.body);
  if (parsed.kind === "malformed") return parsed;
  const payload = context.channel.payload.safeParse(parsed.value);
  const said = payload.success
    ? saidBy(delivery, context, (shared) =>
        context.channel.normalise(payload.data, {
          ...shared,
          headers: headersRead(delivery.headers, context.channel),
        }),
      )
    : nothing("the payload has an unknown shape");
  return { kind: "understood", ...said };
}

/** What a provider told of a customer whom a delivery had announced. */
export function understandAnswer(
  answer: unknown,
  delivery: Omit<AuthenticDelivery, "body" | "headers"> & { announcement: Announcement },
  context: UnderstandContext,
): Said {
  const { announcement } = delivery;
  return saidBy(
    delivery,
    context,
    (shared) => context.channel.lookup?.normalise(answer, { ...shared, announcement }) ?? [],
  );
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

function nothing(unclear: string): Said {
  return { events: [], awaiting: [], unclear };
}

type Received = Omit<AuthenticDelivery, "body" | "headers">;
type Shared = Received & Pick<UnderstandContext, "settings" | "fields">;

function saidBy(
  { trust, account, receivedAt }: Received,
  context: UnderstandContext,
  normalise: (shared: Shared) => Understanding[],
): Said {
  const { settings, fields } = context;
  try {
    const understandings = normalise({ settings, fields, trust, account, receivedAt });
    return collect(understandings, { trust, receivedAt }, context);
  } catch {
    // The error may quote what a customer typed; the delivery itself is kept sealed instead.
    return nothing("the channel failed to normalise it");
  }
}

function collect(
  understandings: readonly Understanding[],
  delivery: Pick<AuthenticDelivery, "trust" | "receivedAt">,
  context: UnderstandContext,
): Said {
  const events: CustomerEvent[] = [];
  const awaiting: Announcement[] = [];
  let unclear = understandings.length === 0 ? "it says nothing about a customer" : undefined;
  for (const understanding of understandings) {
    if (understanding.kind === "unclear") unclear ??= understanding.reason;
    if (understanding.kind === "awaiting data") awaiting.push(understanding.announcement);
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
  return { events, awaiting, unclear };
}
