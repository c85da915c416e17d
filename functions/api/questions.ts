/** Questions about identity: shown with what is known, answered by decisions that can be taken back. */
import * as z from "zod";
import type { Identifier } from "#shared/domain/identifier.ts";
import type { Unlinked } from "#shared/domain/identity/partition.ts";
import {
  type Judged,
  identifierOf,
  keepApart,
  takeBack,
  tune,
  unite,
} from "#shared/engine/steward.ts";
import type { HttpResult } from "#shared/lambda/http.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { duplicateEvidence } from "#shared/stores/duplicates.ts";
import { readCarriers } from "#shared/stores/identifier-index.ts";
import { readRoots } from "#shared/stores/people.ts";
import { listQuarantine, quarantineKind, ReviewCursor } from "#shared/stores/quarantine.ts";
import {
  answerQuestion,
  duplicateKind,
  identityKinds,
  listQuestions,
  type Question,
  QuestionCursor,
  type QuestionKind,
  readQuestion,
} from "#shared/stores/reviews.ts";
import { answer } from "./judgement.ts";
import { rootsOf } from "./merges.ts";
import type { ApiContext, Caller } from "./route.ts";
import type {
  PairReview,
  ReviewDecision,
  ReviewQuery,
  ReviewView,
  ValueReview,
} from "./schemas.ts";

const kinds = [quarantineKind, ...identityKinds, duplicateKind] as const;

/** Inside a kind, or at the beginning of one. */
export const WaitingCursor = z.union([
  ReviewCursor,
  QuestionCursor,
  z.strictObject({ kind: z.enum(kinds) }),
]);
export type WaitingCursor = z.infer<typeof WaitingCursor>;

type Asked = Omit<ReviewQuery, "after"> & { after: WaitingCursor | undefined };

export interface WaitingPage {
  reviews: ReviewView[];
  next: WaitingCursor | undefined;
}

/** Kind after kind, each oldest first; a page may go over from one kind to the next. */
export async function listWaiting(asked: Asked, context: ApiContext): Promise<WaitingPage> {
  const { limit, after, kind: only } = asked;
  const wanted = only === undefined ? kinds : [only];
  const begin = Math.max(
    0,
    wanted.findIndex((kind) => kind === after?.kind),
  );
  const reviews: ReviewView[] = [];
  for (let at = begin; at < wanted.length; at++) {
    const kind = wanted[at];
    const left = limit - reviews.length;
    if (kind === undefined || left === 0) return { reviews, next: kind && { kind } };
    const from = at === begin ? after : undefined;
    const page = await pageOf(kind, { ...asked, limit: left, after: from }, context);
    reviews.push(...page.reviews);
    if (page.next !== undefined) return { reviews, next: page.next };
  }
  return { reviews, next: undefined };
}

async function pageOf(
  kind: (typeof kinds)[number],
  { status, limit, after }: Asked,
  context: ApiContext,
): Promise<WaitingPage> {
  if (kind === quarantineKind) {
    if (status === "decided") return { reviews: [], next: undefined };
    const cursor = ReviewCursor.safeParse(after).data;
    const page = await listQuarantine({ status, limit, after: cursor }, context.store);
    return { reviews: page.deliveries, next: page.next };
  }
  if (status === "replayed") return { reviews: [], next: undefined };
  const cursor = QuestionCursor.safeParse(after).data;
  const request = { kind: kind satisfies QuestionKind, status, limit, after: cursor };
  const { questions, next } = await listQuestions(request, context.store);
  const reviews = await Promise.all(questions.map((question) => viewOf(question, context)));
  return { reviews, next };
}

async function viewOf(question: Question, context: ApiContext): Promise<ReviewView> {
  const { id, kind, status, at, decisions = [] } = question;
  const common = { id, status, at, decisions };
  if (kind === duplicateKind) {
    const people = question.people ?? [];
    return { ...common, kind, people, ...(await evidenceOf(people, context)) };
  }
  const carried = await carriersOf(question, context);
  const others = carried.people.filter((person) => person !== carried.holder);
  return {
    ...common,
    kind,
    ...(carried.identifier && { identifier: carried.identifier }),
    ...(carried.holder !== undefined && { holder: carried.holder }),
    people: others.slice(0, peopleShownMax),
    carriers: carried.people.length,
    evidence: carried.whys.map((why) => words[why]),
  };
}

const peopleShownMax = 20;

async function evidenceOf(
  [a = "", b = ""]: readonly string[],
  { store }: ApiContext,
): Promise<Pick<PairReview, "score" | "evidence">> {
  const found = await duplicateEvidence(a, b, store);
  return { score: found?.score ?? 0, evidence: [...(found?.evidence ?? [])] };
}

const words: Readonly<Record<Unlinked["why"], ValueReview["evidence"][number]>> = {
  limit: {
    en: "As one person they would have more identifiers of one kind than one person can have.",
    zh: "如果是同一个人，某一类标识的数量会超过一个人所能拥有的。",
  },
  claimed: {
    en: "Somebody typed it in, while the people concerned have each proved who they are.",
    zh: "这个值只是有人填写的，而相关的人都已各自证明了身份。",
  },
  decided: { en: "A human has decided about it.", zh: "已有人工决定。" },
  generic: {
    en: "It comes along with more different customers than one person could be.",
    zh: "它伴随着太多不同的客户，不可能属于同一个人。",
  },
  blocked: { en: "A human said that it never links.", zh: "已由人工设定为不用于关联。" },
};

interface Carried {
  identifier: Identifier | undefined;
  holder: string | undefined;
  /** Ids of roots, the holder first. */
  people: string[];
  whys: Unlinked["why"][];
}

/** Who carries the value now; edges and owners are believed only where the records agree. */
async function carriersOf(
  { identifierKey: key = "" }: Question,
  { store, engine }: ApiContext,
): Promise<Carried> {
  const { ownerId, carrierIds } = await readCarriers(key, store);
  const ids = [...(ownerId === undefined ? [] : [ownerId]), ...carrierIds];
  const identifier = await identifierOf(key, ids.slice(0, peopleShownMax), engine);
  if (identifier === undefined) {
    return { identifier, holder: undefined, people: [], whys: [] };
  }
  const isIt = (each: Identifier): boolean => store.vault.identifierKey(each) === key;
  const people: string[] = [];
  const whys = new Set<Unlinked["why"]>();
  let holder: string | undefined;
  const sameKind = (each: Identifier): boolean => each.type === identifier.type;
  for (const { person } of new Set((await readRoots(ids, store)).values())) {
    if (people.includes(person.id)) continue;
    const unlinked = person.unlinked.filter(sameKind).find(isIt);
    if (unlinked !== undefined) whys.add(unlinked.why);
    else if (person.record.identifiers.filter(sameKind).some(isIt)) holder = person.id;
    else continue;
    people.push(person.id);
  }
  return { identifier, holder, people, whys: [...whys].sort() };
}

interface Answer {
  id: string;
  decision: ReviewDecision["decision"];
  people: ReviewDecision["people"];
  caller: Caller;
}

/** Undefined where there is no such question. */
export async function decideQuestion(
  asked: Answer,
  context: ApiContext,
): Promise<HttpResult | undefined> {
  const { id, decision, caller } = asked;
  const question = await readQuestion(id, context.store);
  if (question === undefined) return undefined;
  const steward = { by: caller.subject };
  const record = (status: Question["status"], decisions: readonly string[]) =>
    answerQuestion(
      { id, status, decisions },
      { ...steward, at: context.now().toISOString() },
      context.store,
    );
  if (decision === "undo") {
    const [last] = question.decisions ?? [];
    if (last !== undefined) {
      const judged = await takeBack(last, steward, context.engine);
      if (judged.kind === "busy") return answer(judged, async () => [], context);
      await record("open", []);
      if (judged.kind === "decided") return answered(judged, { id, status: "open" }, context);
    } else await record("open", []);
    return json(200, { id, status: "open", decisions: [] });
  }
  if (question.status !== "open") {
    const detail = `It was ${question.status}. Undo that first.`;
    return problem({ status: 409, title: "This is decided already.", detail });
  }
  if (decision === "dismiss") {
    await record("dismissed", []);
    return json(200, { id, status: "dismissed", decisions: [] });
  }
  const judged = await judgeQuestion(question, asked, context);
  if (judged === undefined) {
    const title = "This decision does not answer this question.";
    return problem({ status: 409, title, detail: possible(question.kind) });
  }
  const decisions = judged.kind === "decided" ? [judged.decision] : [];
  if (judged.kind === "decided" || judged.kind === "nothing to do") {
    await record("decided", decisions);
  }
  const concerned = () => rootsOf(asked.people ?? question.people ?? [], context);
  if (judged.kind === "decided") return answered(judged, { id, status: "decided" }, context);
  if (judged.kind === "nothing to do") return json(200, { id, status: "decided", decisions });
  return answer(judged, concerned, context);
}

/** In the words of the review; what takes longer is answered like any decision that does. */
async function answered(
  judged: Extract<Judged, { kind: "decided" }>,
  review: { id: string; status: string },
  context: ApiContext,
): Promise<HttpResult> {
  if (judged.settlement !== undefined) return answer(judged, async () => [], context);
  const decisions = review.status === "decided" ? [judged.decision] : [];
  return json(200, { ...review, decisions });
}

function possible(kind: QuestionKind): string {
  if (kind === "generic-value") return "Decide lift, block value or dismiss.";
  const named = kind === "contested-link" ? ", block value" : "";
  return `Decide same or different (name two people in \`people\`)${named}, or dismiss.`;
}

async function judgeQuestion(
  question: Question,
  { decision, people, caller }: Answer,
  context: ApiContext,
): Promise<Judged | undefined> {
  const steward = { by: caller.subject };
  if (decision === "same" || decision === "different") {
    if (question.kind === "generic-value") return undefined;
    const pair = people ?? (await pairOf(question, context));
    const [stays, leaves] = pair ?? [];
    if (stays === undefined || leaves === undefined) return undefined;
    return decision === "same"
      ? unite([stays, leaves], steward, context.engine)
      : keepApart([leaves, stays], steward, context.engine);
  }
  if (question.kind === duplicateKind) return undefined;
  if (decision === "lift" && question.kind !== "generic-value") return undefined;
  if (decision !== "lift" && decision !== "block value") return undefined;
  const { identifier } = await carriersOf(question, context);
  if (identifier === undefined) return { kind: "refused", reason: "nobody carries it" };
  const kind = decision === "lift" ? "lift" : "block";
  return tune({ kind, identifier }, steward, context.engine);
}

/** Where just two people are concerned, they need not be named: the holder first. */
async function pairOf(question: Question, context: ApiContext): Promise<string[] | undefined> {
  if (question.people !== undefined) return question.people;
  const { people, holder } = await carriersOf(question, context);
  if (people.length !== 2) return undefined;
  return people.toSorted((a, b) => Number(b === holder) - Number(a === holder));
}
