/** Questions about identity, answered by decisions that can be taken back. */
import {
  type Judged,
  keepApart,
  type Steward,
  takeBack,
  tune,
  unite,
} from "#shared/engine/steward.ts";
import { type HttpResult, json, problem } from "#shared/lambda/http.ts";
import {
  answerQuestion,
  duplicateKind,
  type Question,
  type QuestionKind,
  readQuestion,
} from "#shared/stores/reviews.ts";
import { carriersOf } from "./carriers.ts";
import { answer, isDone, onItsWay } from "./judgement.ts";
import type { ApiContext, Caller } from "./route.ts";
import type { ReviewDecision, ReviewOutcome } from "./schemas.ts";

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
  if (decision === "undo") return undo(question, { steward, record }, context);
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
  if (judged.kind === "nothing to do") {
    await record("decided", []);
    return json(200, { id, status: "decided", decisions: [] });
  }
  if (judged.kind !== "decided") return answer(judged, async () => [], context);
  await record("decided", [judged.decision]);
  return answered(judged, { id, status: "decided", decisions: [judged.decision] }, context);
}

interface Undoing {
  steward: Steward;
  record: (status: Question["status"], decisions: readonly string[]) => Promise<void>;
}

/** Takes back the decision by which a question was answered, and asks again. */
async function undo(
  { id, decisions: [last] = [] }: Question,
  { steward, record }: Undoing,
  context: ApiContext,
): Promise<HttpResult> {
  const judged = last === undefined ? undefined : await takeBack(last, steward, context.engine);
  if (judged?.kind === "busy") return answer(judged, async () => [], context);
  await record("open", []);
  const review = { id, status: "open", decisions: [] };
  return judged?.kind === "decided" ? answered(judged, review, context) : json(200, review);
}

/** In the words of the review; what takes longer is answered like any decision that does. */
async function answered(
  judged: Extract<Judged, { kind: "decided" }>,
  review: ReviewOutcome,
  context: ApiContext,
): Promise<HttpResult> {
  if (await isDone(judged, context)) return json(200, review);
  const { decision, settlement } = judged;
  return onItsWay({ decision, settlement, people: [] });
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
