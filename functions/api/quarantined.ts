/** A delivery in quarantine: replayed with today's mapping and normalisers, or dismissed. */
import * as z from "zod";
import { channelNamed } from "#shared/channels/index.ts";
import { understand } from "#shared/channels/understand.ts";
import { type HttpResult, json, problem } from "#shared/lambda/http.ts";
import { Message, openMessage, sendMessages } from "#shared/lambda/messages.ts";
import { bodyOf, type UnclearDelivery } from "#shared/lambda/unclear.ts";
import {
  decideQuarantined,
  openQuarantined,
  type QuarantineStatus,
} from "#shared/stores/quarantine.ts";
import type { ApiContext, Caller } from "./route.ts";

/** Undefined where no delivery waits under this id. */
export async function decideDelivery(
  { id, decision, caller }: { id: string; decision: string; caller: Caller },
  context: ApiContext,
): Promise<HttpResult | undefined> {
  const opened = await openQuarantined(id, context.store);
  if (opened.kind === "unknown") return undefined;
  if (opened.kind === "expired") {
    return problem({ status: 410, title: "This delivery has expired and can no longer be read." });
  }
  if (opened.delivery.status !== "open") {
    const detail = `It was ${opened.delivery.status}.`;
    return problem({ status: 409, title: "This is decided already.", detail });
  }
  const decide = (status: QuarantineStatus) =>
    decideQuarantined(
      { id, status, by: caller.subject, at: context.now().toISOString() },
      context.store,
    );
  if (decision === "dismiss") {
    await decide("dismissed");
    return json(200, { id, status: "dismissed", events: [] });
  }
  if (decision !== "replay") {
    const title = "A delivery in quarantine can be replayed or dismissed.";
    return problem({ status: 409, title });
  }
  const replay = replayable(opened.content, context);
  if (replay.kind === "awaiting data") {
    const title = "It waits for data that its provider has.";
    const detail = "It is asked for by itself as soon as its channel has an access token.";
    return problem({ status: 409, title, detail });
  }
  if (replay.kind === "unclear") {
    return problem({ status: 409, title: "It still cannot be understood.", detail: replay.reason });
  }
  // Sent before it is recorded: a crash in between replays again, and events happen once.
  await sendMessages(replay.messages, context.queue);
  await decide("replayed");
  return json(200, { id, status: "replayed", events: replay.eventIds });
}

type Replay =
  | { kind: "messages"; messages: Message[]; eventIds: string[] }
  | { kind: "awaiting data" }
  | { kind: "unclear"; reason: string };

const Kept = z.union([Message, z.object({ kind: z.literal("unopened"), body: z.string() })]);

/** The verdict of the day it came travels with it: neither signature nor time window is asked again. */
function replayable(content: unknown, context: ApiContext): Replay {
  const kept = Kept.parse(content);
  if (kept.kind === "unopened") return reopened(kept.body, context);
  if (kept.kind === "unclear") return understoodAgain(kept.delivery, context);
  if (kept.kind === "awaiting data") return { kind: "awaiting data" };
  return { kind: "messages", messages: [kept], eventIds: eventIdsOf(kept) };
}

const eventIdsOf = (message: Message): string[] =>
  message.kind === "event" ? [message.event.id] : [];

function reopened(body: string, { store }: ApiContext): Replay {
  try {
    const message = openMessage(body, store.vault);
    return { kind: "messages", messages: [message], eventIds: eventIdsOf(message) };
  } catch {
    return { kind: "unclear", reason: "the message still cannot be opened" };
  }
}

function understoodAgain(delivery: UnclearDelivery, context: ApiContext): Replay {
  const channel = channelNamed(delivery.channel);
  const settings = channel?.settings.safeParse(context.channels[delivery.channel] ?? {});
  if (channel === undefined || !settings?.success) {
    return { kind: "unclear", reason: `the channel ${delivery.channel} is not configured` };
  }
  const understood = understand(
    {
      body: bodyOf(delivery),
      headers: delivery.headers,
      trust: delivery.trust,
      account: delivery.account,
      receivedAt: new Date(delivery.receivedAt),
    },
    {
      channel,
      settings: settings.data,
      fields: context.fields,
      phoneRegion: context.policy.phoneRegion,
    },
  );
  if (understood.kind === "malformed") return { kind: "unclear", reason: understood.reason };
  if (understood.unclear !== undefined) return { kind: "unclear", reason: understood.unclear };
  const { channel: name, trust, account, receivedAt } = delivery;
  const origin = { channel: name, trust, account, receivedAt };
  return {
    kind: "messages",
    messages: [
      ...understood.events.map((event) => ({ kind: "event" as const, event })),
      ...understood.awaiting.map((announcement) => ({
        kind: "awaiting data" as const,
        delivery: { ...origin, ...announcement },
      })),
    ],
    eventIds: understood.events.map(({ id }) => id),
  };
}
