/** The product itself at work, so that its very commands are compared, whatever they become. */
import { settle } from "#shared/engine/settle.ts";
import { type Commissioned, settleLater } from "#shared/engine/settlement.ts";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { keepApart, split, takeBack, tune, unite } from "#shared/engine/steward.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import * as candidates from "#shared/stores/candidates.ts";
import { listDecisions } from "#shared/stores/decisions.ts";
import { closeDuplicate, openDuplicate, type Pair, readAnswer } from "#shared/stores/duplicates.ts";
import { listEvents } from "#shared/stores/event-lists.ts";
import { findEvents } from "#shared/stores/events.ts";
import {
  decideQuarantined,
  expireQuarantined,
  listQuarantine,
  openQuarantined,
  quarantine,
} from "#shared/stores/quarantine.ts";
import { answerQuestion, listQuestions } from "#shared/stores/reviews.ts";
import type { Store } from "#shared/stores/tables.ts";
import {
  claims,
  email,
  emailOf,
  eventOf,
  folding,
  minute,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";
import type { Random } from "#bin/random.ts";

/** What happens: events arrive, humans decide, the lanes beside do their work. */
export async function runProduct(
  store: Store,
  { random, rounds }: { random: Random; rounds: number },
): Promise<void> {
  let time = Date.parse(minute(0));
  const context: EngineContext = {
    ...folding,
    store,
    policy,
    now: () => new Date((time += 1_000)),
    newId: () => personId(time, random.bytes(10)),
    jitter: () => 0,
  };
  const known: CustomerEvent[] = [];
  const acts = [arrive, arrive, arrive, decide, judge, settleApart, quarantineOne, compareTwo];
  for (let round = 0; round < rounds; round++) {
    await random.pick(acts)?.({ context, known, random });
    await look({ context, known, random });
  }
}

interface Act {
  context: EngineContext;
  known: CustomerEvent[];
  random: Random;
}

function eventFor({ known, random }: Act): CustomerEvent {
  const identifiers: StatedIdentifier[] = [
    phone(phoneOf(random.integer(8)), random.chance(0.3)),
    email(emailOf(random.integer(8)), random.chance(0.3)),
    nationalId(nationalIdOf(random.integer(3)), random.chance(0.5)),
  ];
  const event = eventOf(known.length, {
    identifiers: random.shuffle(identifiers).slice(random.integer(3)),
    claims: claims({ fullName: random.pick(["Ada", "Bao"]), city: "Suzhou" }),
  });
  known.push(event);
  return event;
}

async function arrive(act: Act): Promise<void> {
  const again = act.random.chance(0.2) ? act.random.pick(act.known) : undefined;
  const events = Array.from({ length: 1 + act.random.integer(3) }, () => eventFor(act));
  const group = again === undefined ? events : [...events, again];
  const { settlements } = await resolve(group, act.context);
  for (const id of settlements) await settle(id, act.context);
}

async function decide({ context, known, random }: Act): Promise<void> {
  const some = random.shuffle(known).slice(0, 3);
  const ids = await findEvents(
    some.map(({ id }) => id),
    context.store,
  );
  const [a, b] = ids;
  if (a === undefined || b === undefined) return;
  const steward = { by: "steward" };
  const [event] = some;
  const identifier = phone(phoneOf(random.integer(8)));
  await random.pick([
    () => unite([a, b], steward, context),
    () => keepApart([a, b], steward, context),
    () => split({ personId: a, part: { events: [event?.id ?? ""] } }, steward, context),
    () => split({ personId: a, part: { identifier } }, steward, context),
    () => tune({ kind: random.pick(["block", "lift"]), identifier }, steward, context),
  ])();
}

async function judge({ context, random }: Act): Promise<void> {
  const { decisions } = await listDecisions({ limit: 100 }, context.store);
  const decision = random.pick(decisions);
  if (decision !== undefined) await takeBack(decision.id, { by: "steward" }, context);
}

/** The long way, in small steps, also where the short one would do. */
async function settleApart(act: Act): Promise<void> {
  const { context, random } = act;
  const commissioned: Commissioned = { events: [eventFor(act)] };
  const id = await settleLater(commissioned, context);
  const limits = {
    bounds: { peopleMax: 100, eventsMax: 1_000 },
    workMsMax: random.pick([5_000, 60_000]),
    turnMs: 120_000,
    writesMax: random.pick([3, 20]),
  };
  for (let turn = 0; turn < 20; turn++) {
    if ((await settle(id, context, limits)) === "done") return;
  }
}

async function quarantineOne({ context, random }: Act): Promise<void> {
  const { store } = context;
  const at = minute(random.integer(3) * 1_440);
  const content = { kind: "unclear", what: random.integer(3) };
  const fingerprint = `delivery ${random.integer(6)}`;
  const id = await quarantine(
    { channel: "website", reason: "other", at, fingerprint, content },
    store,
  );
  await openQuarantined(id, store);
  const status = random.pick(["replayed", "dismissed"] as const);
  if (random.chance(0.5)) await decideQuarantined({ id, status, by: "steward", at }, store);
  await listQuarantine({ limit: 50, status: "open" }, store);
  if (random.chance(0.8)) return;
  // A day expires as a whole: its deliveries have one key.
  const day = at.slice(0, 10);
  const { deliveries } = await listQuarantine({ limit: 50, before: `${day}Z` }, store);
  for (const delivery of deliveries) await expireQuarantined(delivery, store);
}

async function compareTwo({ context, random }: Act): Promise<void> {
  const { store } = context;
  const person = () => `person-${random.integer(4)}`;
  const [one, other] = [person(), person()];
  const pair: Pair = [one, other];
  const at = minute(random.integer(1_000));
  await openDuplicate({ pair, score: random.integer(100) / 100, at, status: "open" }, store);
  if (random.chance(0.3)) await closeDuplicate([person(), person()], store);
  await readAnswer([pair], store);
  const values = [`key-${random.integer(3)}`];
  await candidates.remember(one, { kind: "keys", values }, store);
  await candidates.standUnder(values, one, store);
  await candidates.listOthers(values, one, store);
  if (random.chance(0.5)) await candidates.leave(values, one, store);
  await candidates.forget(other, { kind: "keys", values }, store);
  if (random.chance(0.2)) await candidates.dropTrace(one, store);
}

/** What pages show. One moment may be that of several: pages that would end within one are not asked for. */
async function look({ context, known, random }: Act): Promise<void> {
  const { store } = context;
  const kind = random.pick(["contested-link", "generic-value", "possible-duplicate"] as const);
  const page = { kind, status: "open" as const, after: undefined, limit: 100 };
  const { questions } = await listQuestions(page, store);
  const question = random.pick(questions);
  if (question !== undefined && random.chance(0.2)) {
    const answer = { id: question.id, status: "decided" as const, decisions: ["dec_made_up"] };
    await answerQuestion(answer, { by: "steward", at: minute(0) }, store);
  }
  const event = random.pick(known);
  if (event === undefined) return;
  const personIds = await findEvents([event.id], store);
  await listEvents({ personIds, after: undefined, limit: 50 }, store);
}
