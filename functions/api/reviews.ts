/** What waits for a human: deliveries in quarantine, listed, replayed or dismissed. */
import * as z from "zod";
import { channelNamed } from "#shared/channels/index.ts";
import { understand } from "#shared/channels/understand.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { Message, openMessage, sendMessages } from "#shared/lambda/messages.ts";
import { bodyOf, type UnclearDelivery } from "#shared/lambda/unclear.ts";
import {
  decideQuarantined,
  listQuarantine,
  openQuarantined,
  type QuarantineStatus,
  ReviewCursor,
} from "#shared/stores/quarantine.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { ApiContext, Route } from "./route.ts";
import { PageQuery, ProblemView, ReviewDecision, ReviewOutcome, ReviewPage } from "./schemas.ts";

export const listReviews: Route = {
  method: "GET",
  path: "/v1/reviews",
  roles: ["steward", "admin"],
  summary: "What waits for a human, oldest first.",
  query: PageQuery,
  answers: { 200: ReviewPage, 400: ProblemView },

  async handle({ query }, { store }) {
    const { after, limit } = PageQuery.parse(Object.fromEntries(query));
    const cursor = after === undefined ? undefined : decodeCursor(after, ReviewCursor);
    if (after !== undefined && cursor === undefined) {
      return problem({
        status: 400,
        title: "This page does not exist.",
        detail: "Leave out `after`.",
      });
    }
    const page = await listQuarantine({ after: cursor, limit, status: "open" }, store);
    return json(200, {
      reviews: page.deliveries,
      ...(page.next && { next: encodeCursor(page.next) }),
    });
  },
};

export const decideReview: Route = {
  method: "POST",
  path: "/v1/reviews/{id}",
  roles: ["steward", "admin"],
  summary: "Replay a quarantined delivery with today's mapping and normalisers, or dismiss it.",
  body: ReviewDecision,
  answers: {
    200: ReviewOutcome,
    400: ProblemView,
    404: ProblemView,
    409: ProblemView,
    410: ProblemView,
    413: ProblemView,
  },
  example: { decision: "replay" },

  async handle({ path, body, caller }, context) {
    const id = path["id"] ?? "";
    const { decision } = ReviewDecision.parse(body);
    const opened = await openQuarantined(id, context.store);
    if (opened.kind === "unknown")
      return problem({ status: 404, title: "There is no such review." });
    if (opened.kind === "expired") {
      return problem({
        status: 410,
        title: "This delivery has expired and can no longer be read.",
      });
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
    const replay = replayable(opened.content, context);
    if (replay.kind === "unclear") {
      return problem({
        status: 409,
        title: "It still cannot be understood.",
        detail: replay.reason,
      });
    }
    // Sent before it is recorded: a crash in between replays again, and events happen once.
    await sendMessages(replay.messages, context.queue);
    await decide("replayed");
    return json(200, { id, status: "replayed", events: replay.eventIds });
  },
};

type Replay =
  | { kind: "messages"; messages: Message[]; eventIds: string[] }
  | { kind: "unclear"; reason: string };

const Kept = z.union([Message, z.object({ kind: z.literal("unopened"), body: z.string() })]);

/** The verdict of the day it came travels with it: neither signature nor time window is asked again. */
function replayable(content: unknown, context: ApiContext): Replay {
  const kept = Kept.parse(content);
  if (kept.kind === "unopened") return reopened(kept.body, context);
  if (kept.kind === "unclear") return understoodAgain(kept.delivery, context);
  return { kind: "messages", messages: [kept], eventIds: [kept.event.id] };
}

function reopened(body: string, { store }: ApiContext): Replay {
  try {
    const message = openMessage(body, store.vault);
    const eventIds = message.kind === "event" ? [message.event.id] : [];
    return { kind: "messages", messages: [message], eventIds };
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
  return {
    kind: "messages",
    messages: understood.events.map((event) => ({ kind: "event", event })),
    eventIds: understood.events.map(({ id }) => id),
  };
}
