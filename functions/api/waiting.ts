/** What waits for a human, kind after kind, with what is known about it. */
import * as z from "zod";
import type { Unlinked } from "#shared/domain/identity/partition.ts";
import { duplicateEvidence } from "#shared/stores/duplicates.ts";
import {
  awaitingKind,
  listQuarantine,
  quarantineKind,
  ReviewCursor,
} from "#shared/stores/quarantine.ts";
import {
  duplicateKind,
  identityKinds,
  listQuestions,
  type Question,
  QuestionCursor,
  type QuestionKind,
} from "#shared/stores/reviews.ts";
import { carriersOf, peopleShownMax } from "./carriers.ts";
import type { ApiContext } from "./route.ts";
import type { PairReview, ReviewQuery, ReviewView, ValueReview } from "./schemas.ts";

/** What waits for no human comes last. */
const kinds = [quarantineKind, ...identityKinds, duplicateKind, awaitingKind] as const;

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
  if (kind === quarantineKind || kind === awaitingKind) {
    if (status === "decided") return { reviews: [], next: undefined };
    const cursor = ReviewCursor.safeParse(after).data;
    const page = await listQuarantine({ kind, status, limit, after: cursor }, context.store);
    return { reviews: page.deliveries, next: page.next };
  }
  if (status === "replayed" || status === "fetched") return { reviews: [], next: undefined };
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
    ...(carried.identifier && !carried.restricted && { identifier: carried.identifier }),
    ...(carried.holder !== undefined && { holder: carried.holder }),
    people: others.slice(0, peopleShownMax),
    carriers: carried.people.length,
    evidence: carried.whys.map((why) => words[why]),
  };
}

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
