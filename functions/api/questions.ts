/** Questions about identity, answered by decisions that can be taken back. */
import { type Judged, keepApart, takeBack, tune, unite } from "#shared/engine/steward.ts";
import { type HttpResult, json, problem } from "#shared/lambda/http.ts";
import {
  answerQuestion,
  duplicateKind,
  type Question,
  type QuestionKind,
  readQuestion,
} from "#shared/stores/reviews.ts";
import { carriersOf } from "./carriers.ts";
import { answer } from "./judgement.ts";
import { rootsOf } from "./merges.ts";
import type { ApiContext, Caller } from "./route.ts";
import type { ReviewDecision } from "./schemas.ts";

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
