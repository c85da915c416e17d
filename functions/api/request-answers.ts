/** How a command to a request is answered: as it is then, or why not and what to do instead. */
import { settleRestrictions } from "#shared/engine/privacy/restrictions.ts";
import { move, type MoveOutcome, type Tell } from "#shared/engine/privacy/move.ts";
import type { Refusal } from "#shared/domain/privacy/command.ts";
import { type HttpResult, json, problem, tryAgain } from "#shared/lambda/http.ts";
import { RequestView } from "#shared/domain/privacy/view.ts";
import { viewOf } from "./request-view.ts";
import type { ApiContext, Call } from "./route.ts";
import { ProblemView } from "./schemas.ts";

export const requestAnswers = {
  200: RequestView,
  400: ProblemView,
  404: ProblemView,
  409: ProblemView,
  413: ProblemView,
  503: ProblemView,
};

interface Words {
  title: string;
  detail: string;
}

const refusals: Readonly<Record<Refusal, Words>> = {
  "not in this state": {
    title: "This is not possible in the state that the request is in.",
    detail: "Read the request: `actions` says what is possible now.",
  },
  "not a candidate": {
    title: "Not all of these persons were found by the request's identifiers.",
    detail: "Choose among `candidates`, or file a request that names the person.",
  },
  "nobody is chosen": {
    title: "It is not said yet who is meant.",
    detail: "More than one person was found, or a shared identifier: choose first.",
  },
  "no preview": {
    title: "Nobody has looked at what would be erased.",
    detail: "Ask for a preview, and approve what it shows.",
  },
  "not the preview": {
    title: "This is not what the latest preview shows.",
    detail: "Send exactly its persons, each with its `shapeVersion`.",
  },
  "changed since": {
    title: "Who is concerned has changed since the preview.",
    detail: "Ask for a new preview, look at it, and approve that.",
  },
  "own request": {
    title: "Nobody approves a request that they filed themselves.",
    detail: "Ask a colleague with the role compliance or admin.",
  },
  held: {
    title: "Holds are in force on its data.",
    detail: "It goes on by itself when they end; or lift them.",
  },
  "cooling off": {
    title: "The cooling-off is not over.",
    detail: "The erasure begins by itself after `eraseAfter`.",
  },
  "in the past": {
    title: "This time is over already.",
    detail: "Say a time that is still to come, or none.",
  },
  "no such clock": {
    title: "This law does not apply to the request.",
    detail: "Name one of the laws in `clocks`.",
  },
  "no extension": {
    title: "This clock cannot be extended, or not any more.",
    detail: "`extendable` says which can.",
  },
};

export async function answerMove(
  outcome: MoveOutcome,
  { caller }: Pick<Call, "caller">,
  context: ApiContext,
): Promise<HttpResult> {
  switch (outcome.kind) {
    case "unknown":
      return unknownRequest();
    case "busy":
      return tryAgain("Somebody concerned is being worked on at this moment.");
    case "refused": {
      const { title, detail } = refusals[outcome.reason];
      const { reason: code, state } = outcome;
      return problem({ status: 409, title, detail: `${detail} It is ${state}.`, code });
    }
    case "moved": {
      await restrict(outcome.stored.request.id, context);
      return json(200, await viewOf(outcome.stored, caller, context));
    }
  }
}

/** What cannot be done at once stays written down, and is done by the schedule. */
export const restrict = (id: string, { engine }: ApiContext) => settleRestrictions(id, engine);

export const unknownRequest = (): HttpResult =>
  problem({ status: 404, title: "There is no such request.", detail: "List or search requests." });

/** Brings a command in the caller's name, and answers what came of it. */
export async function command(call: Call, tell: Tell, context: ApiContext): Promise<HttpResult> {
  const signed = { by: call.caller.subject, at: context.now().toISOString() };
  const { store, privacy } = context;
  const outcome = await move(call.path["id"] ?? "", tell, { ...signed, store, privacy });
  return answerMove(outcome, call, context);
}
