/** What stewards do when they come to it: a wish becomes requests about what there is by then. */
import * as z from "zod";
import type { Identifier } from "#shared/domain/identifier.ts";
import { lateMsMax } from "../faults.ts";
import { sendCandidates } from "#shared/lambda/candidate-messages.ts";
import { type IdentityKind, identityReviewId } from "#shared/stores/reviews.ts";
import { count, isErased } from "./history.ts";
import { replayLedger, takeUpIdle } from "./operator.ts";
import { textIn } from "./remains.ts";
import { openClient, type Promised, type StaffClient, type StaffContext } from "./staff-client.ts";
import type { ReviewKind, Wish } from "./wishes.ts";

export interface Desk {
  grant(wish: Wish): Promise<void>;
  /** Has every dead message in quarantine tried again. Answers how many there were. */
  replayAll(): Promise<number>;
  /** Has everybody who is anybody, or was, compared with others: hints to do so may be lost. */
  compareAll(): Promise<number>;
  /** Takes every standing decision back. Answers how many there were. */
  revokeAll(): Promise<number>;
  /** Ends settlements that nobody works on any more. Answers how many there were. */
  takeUpIdle(): Promise<number>;
  /** Has everything erased again that a restore brought back. Answers how much there was. */
  replayLedger(): Promise<number>;
}

/** Made anew with each life of its machine. */
export function openDesk(context: StaffContext): Desk {
  const client = openClient(context);
  const desk = { ...context, client };
  return {
    grant: async (wish) => void (await grants[wish.kind](wish as never, desk)),
    replayAll: () => replayAll(desk),
    compareAll: () => compareAll(desk),
    revokeAll: () => revokeAll(desk),
    takeUpIdle: () => takeUpIdle(context),
    replayLedger: () => replayLedger(context),
  };
}

type Work = StaffContext & { client: StaffClient };
type Grants = {
  [Kind in Wish["kind"]]: (
    wish: Extract<Wish, { kind: Kind }>,
    work: Work,
  ) => Promise<Promised | void>;
};

const Review = z.object({
  id: z.string(),
  reason: z.string().optional(),
  people: z.array(z.string()).default([]),
  holder: z.string().optional(),
});
const Reviews = z.object({ reviews: z.array(Review), next: z.string().optional() });
const Decisions = z.object({
  decisions: z.array(z.object({ id: z.string(), status: z.string() })),
  next: z.string().optional(),
});
const Events = z.object({ events: z.array(z.object({ id: z.string() })) });
const Held = z.object({
  identifiers: z.array(
    z
      .object({ type: z.string(), namespace: z.string(), value: z.string() })
      .transform(({ namespace, ...rest }) => ({ ...rest, ...(namespace && { namespace }) })),
  ),
});

/** What most commands do. */
const decides = { kind: "decide" } as const;

const takeBack = (decision: string, client: StaffClient) =>
  client.command(`/v1/decisions/${decision}/revoke`, undefined, { kind: "take back", decision });

/** The id of nobody, as an id must look. */
const nobody = "019a5f3e-0000-7000-8000-000000000001";

const grants: Grants = {
  async merge({ events: [one, other] }, { client }) {
    const people = [await client.personOf(one), await client.personOf(other)];
    if (people.includes(undefined)) return;
    return client.command("/v1/merges", { people }, decides);
  },
  async "split events"({ event, along }, { client }) {
    const [person, other] = [await client.personOf(event), await client.personOf(along)];
    if (person === undefined) return;
    // Now and then somebody else's event is among them: that is refused.
    const events = person === other || along.endsWith("7") ? [event, along] : [event];
    const split = { events: [...new Set(events)] };
    // And now and then somebody asks twice.
    if (along.endsWith("3")) await client.command(`/v1/people/${person}/split`, split, decides);
    return client.command(`/v1/people/${person}/split`, split, decides);
  },
  async "split all"({ event }, { client }) {
    const person = await client.personOf(event);
    if (person === undefined) return;
    const page = await client.read(`/v1/people/${person}/events?limit=100`, Events);
    const events = page?.events.map(({ id }) => id);
    if (events === undefined) return;
    await client.command(`/v1/people/${person}/split`, { events }, decides);
  },
  async "split one by one"({ event, times }, { client }) {
    const person = await client.personOf(event);
    if (person === undefined) return;
    const page = await client.read(`/v1/people/${person}/events?limit=${times + 1}`, Events);
    // Somebody has to stay.
    for (const { id } of page?.events.slice(1) ?? []) {
      await client.command(`/v1/people/${person}/split`, { events: [id] }, decides);
    }
  },
  async "split identifier"({ event, draw }, { client }) {
    const person = await client.personOf(event);
    if (person === undefined) return;
    const held = await client.read(`/v1/people/${person}`, Held);
    const identifier = drawn(held?.identifiers, draw);
    if (identifier === undefined) return;
    return client.command(`/v1/people/${person}/split`, { identifier }, decides);
  },
  async waver({ over, times, forMs }, work) {
    for (let time = 0; time < times; time++) {
      const promised = await grants[over.kind](over as never, work);
      if (promised?.decision === undefined) return;
      await work.services.scheduler.sleep(forMs, "wavers");
      await takeBack(promised.decision, work.client);
    }
  },
  async correct({ event, city }, { client, history }) {
    const person = await client.personOf(event);
    if (person === undefined) return;
    const change = city === undefined ? { removed: true } : { value: city };
    const promised = await client.command(
      `/v1/people/${person}/corrections`,
      { field: "city", ...change, reason: "Asked on the phone." },
      // Where nothing points at a person, it is joined to its correction.
      decides,
    );
    if (promised?.event !== undefined) history.corrections.set(promised.event, { city });
  },
  async "answer a review"({ of, draw, how }, { client, history }) {
    const review = drawn(await reviewsOf(of, "open", client), draw);
    if (review === undefined) return;
    const { id, holder, people } = review;
    const decision = drawn(answers[of], how) ?? "dismiss";
    const concerned = [...(holder === undefined ? [] : [holder]), ...people];
    const names = (decision === "same" || decision === "different") && concerned.length > 2;
    const body = { decision, ...(names && { people: concerned.slice(0, 2) }) };
    if (decision === "dismiss") history.dismissed.add(id);
    const isRuling = of !== "quarantined-delivery" && decision !== "dismiss";
    if (decision === "replay") history.replayed.add(id);
    const promised = await client.command(
      `/v1/reviews/${id}`,
      body,
      isRuling ? decides : undefined,
    );
    if (promised !== undefined) count(history.happened, `review: ${of}, ${decision}`);
  },
  async "undo a review"({ of, draw }, work) {
    const review = drawn(await reviewsOf(of, "decided", work.client), draw);
    if (review !== undefined) await undo(review.id, of, work);
  },
  async "undo about a value"({ identifier, of }, work) {
    await undo(reviewIdOf(identifier, of, work), of, work);
  },
  async "waver over a value"({ identifier, of, times, forMs }, work) {
    const { client, services, history } = work;
    const id = reviewIdOf(identifier, of, work);
    for (let time = 0; time < times; time++) {
      const decision = of === "generic-value" && time % 2 === 1 ? "lift" : "block value";
      const promised = await client.command(`/v1/reviews/${id}`, { decision }, decides);
      // It is no question yet, or somebody else has answered it.
      if (promised === undefined) {
        await services.scheduler.sleep(2_000, "waits for a question");
        continue;
      }
      count(history.happened, `review: ${of}, ${decision}`);
      await services.scheduler.sleep(forMs, "wavers");
      await undo(id, of, work);
    }
  },
  async revoke({ draw }, { client }) {
    const decision = drawn(await decisionsOf(client), draw);
    if (decision !== undefined) await takeBack(decision.id, client);
  },
  async look({ event, draw }, { client, history }) {
    const person = await client.personOf(event);
    if (person === undefined) return;
    const earlier = drawn([...history.people], draw) ?? person;
    for (const id of [person, earlier]) {
      const status = await client.status(`/v1/people/${id}`);
      if (status === 308) history.moved.add(id);
      const isGone = status === 410 && isErased(id, history);
      if (status === 404 || (status === 410 && !isGone)) {
        history.broken.push({ promise: "Pointed", what: `person ${id} answers ${status}` });
      }
    }
    await client.status(`/v1/people/${person}/events?limit=5`);
  },
  async mistake({ event }, { client }) {
    const person = (await client.personOf(event)) ?? nobody;
    await client.command("/v1/merges", { people: [nobody, person] }, decides);
    await client.command("/v1/merges", { people: [person, person] }, decides);
    await client.command(`/v1/people/${nobody}/split`, { events: [event] }, decides);
    await takeBack("dec_nobody", client);
    const identifier = { type: "email", value: "nobody@brook.cn" };
    await client.command(`/v1/people/${person}/split`, { identifier }, decides);
    await sayTwice(client);
    const [review] = (await reviewsOf("possible-duplicate", "open", client)) ?? [];
    if (review === undefined) return;
    for (const people of [
      [nobody, person],
      [person, nobody],
      [person, person],
    ]) {
      await client.command(`/v1/reviews/${review.id}`, { decision: "different", people }, decides);
    }
  },
};

function reviewIdOf(identifier: Identifier, of: IdentityKind, { services }: Work): string {
  return identityReviewId(of, services.store.vault.identifierKey(identifier));
}

async function undo(id: string, of: ReviewKind, { client, history }: Work): Promise<void> {
  const promised = await client.command(
    `/v1/reviews/${id}`,
    { decision: "undo" },
    { kind: "take back" },
  );
  if (promised !== undefined) count(history.happened, `review: ${of}, undo`);
}

/** The same answer to two questions about the same two people: the second time it is decided already. */
async function sayTwice(client: StaffClient): Promise<void> {
  const open = (await reviewsOf("contested-link", "open", client)) ?? [];
  const [review] = open.filter(({ holder, people }) => holder !== undefined && people.length > 0);
  if (review?.holder === undefined) return;
  const people = [review.holder, ...review.people.slice(0, 1)];
  for (const { id } of open.slice(0, 2)) {
    await client.command(`/v1/reviews/${id}`, { decision: "different", people }, decides);
  }
}

/** What a steward may answer to each kind of question. Most often a delivery is tried again. */
const answers: Readonly<Record<ReviewKind, readonly string[]>> = {
  "quarantined-delivery": ["replay", "replay", "replay", "dismiss"],
  "contested-link": ["same", "different", "block value", "dismiss"],
  "generic-value": ["lift", "lift", "block value", "dismiss"],
  "possible-duplicate": ["same", "different", "dismiss"],
};

function drawn<Item>(items: readonly Item[] | undefined, draw: number): Item | undefined {
  return items?.[Math.floor(draw * items.length)];
}

/** Each is shown with whoever is concerned: more would be read than anybody answers. */
const reviewsPerPage = 8;

async function reviewsOf(kind: ReviewKind, status: string, client: StaffClient) {
  const path = `/v1/reviews?kind=${kind}&status=${status}&limit=${reviewsPerPage}`;
  return (await client.read(path, Reviews))?.reviews;
}

/** Every page of a list, as far as it can be read; the path ends where a parameter may follow. */
async function* pagesOf<Page extends { next?: string | undefined }>(
  path: string,
  { schema, client }: { schema: z.ZodType<Page>; client: StaffClient },
): AsyncGenerator<Page> {
  for (let after = ""; ;) {
    const page = await client.read(`${path}limit=100${after}`, schema);
    if (page !== undefined) yield page;
    if (page?.next === undefined) return;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

async function decisionsOf(client: StaffClient) {
  const found: z.infer<typeof Decisions>["decisions"] = [];
  const pages = pagesOf("/v1/decisions?", { schema: Decisions, client });
  for await (const { decisions } of pages) found.push(...decisions);
  return found;
}

/** Lists are read from an index: after so long it has heard of everything, also of what was late. */
const listLagMs = 2 * lateMsMax;
/** Somebody who is being settled is waited for. */
const patience = { tries: 50, pauseMs: 5_000 };

async function replayAll({ client, services, history }: Work): Promise<number> {
  await services.scheduler.sleep(listLagMs);
  let replayed = 0;
  const pages = pagesOf("/v1/reviews?kind=quarantined-delivery&", { schema: Reviews, client });
  for await (const { reviews } of pages) {
    for (const { id, reason = "" } of reviews) {
      if (!reason.includes("several times over")) continue;
      history.replayed.add(id);
      const promised = await client.command(`/v1/reviews/${id}`, { decision: "replay" });
      if (promised !== undefined) replayed += 1;
    }
  }
  return replayed;
}

async function compareAll({ services }: Work): Promise<number> {
  const { database, store, queues, urls } = services;
  const ids = [...database.rows(store.tables.people)].map((row) => textIn(row, "id"));
  await sendCandidates(ids, { client: queues, url: urls.candidates });
  return ids.length;
}

async function revokeAll({ client, services }: Work): Promise<number> {
  await services.scheduler.sleep(listLagMs);
  const standing = (await decisionsOf(client)).filter(({ status }) => status === "standing");
  let revoked = 0;
  // The last word first: what it changed is then as it was for the one before.
  for (const { id } of standing.toReversed()) {
    for (let tries = 1; tries <= patience.tries; tries++) {
      const isDone = await client.revoke(id);
      if (isDone !== false) {
        revoked += isDone === undefined ? 0 : 1;
        break;
      }
      await services.scheduler.sleep(patience.pauseMs);
    }
  }
  return revoked;
}
