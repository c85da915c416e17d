/** How a request goes from one state to the next: in whose name, when, and why not. */
import { approve, begin, sendBack } from "./approval.ts";
import {
  type Action,
  actions,
  type Command,
  type CommandOf,
  type Moved,
  type Refusal,
  type Signed,
  type StepName,
} from "./command.ts";
import { choose, confirmIdentity, locate } from "./identify.ts";
import {
  hasEnded,
  type PrivacyRequest,
  type RequestState,
  requestStates,
  statesBeforeErasing,
} from "./request.ts";

/** What a command changes of a request, and what the log says of it. */
export type Outcome = {
  step: StepName;
  counts?: Readonly<Record<string, number>>;
} & Partial<PrivacyRequest>;

/** From which states. What is not named here is never done. */
const allowedFrom: Readonly<Record<Command["kind"], readonly RequestState[]>> = {
  locate: ["received", "awaiting_identity", "awaiting_approval"],
  "confirm-identity": ["awaiting_identity"],
  choose: ["awaiting_identity", "awaiting_approval"],
  preview: ["awaiting_approval"],
  approve: ["awaiting_approval"],
  deny: statesBeforeErasing,
  hold: statesBeforeErasing.filter((state) => state !== "on_hold"),
  resume: ["on_hold"],
  extend: statesBeforeErasing,
  cancel: statesBeforeErasing,
  escalate: requestStates.filter((state) => !hasEnded({ state })),
  begin: ["approved"],
  "send-back": ["erasing"],
  finalise: ["completed", "partially_completed"],
  progress: ["erasing"],
  finish: ["erasing"],
};

/** The request after a command, and the line that its log gets; or why it stays as it is. */
export function transition(request: PrivacyRequest, command: Command, signed: Signed): Moved {
  const { state } = request;
  if (!allowedFrom[command.kind].includes(state)) {
    return { kind: "refused", reason: "not in this state", state };
  }
  const outcome = outcomeOf(request, command, signed);
  if (typeof outcome === "string") return { kind: "refused", reason: outcome, state };
  const { step, counts, ...changed } = outcome;
  const moved: PrivacyRequest = { ...request, ...changed };
  const ended = hasEnded(moved) && { endedAt: request.endedAt ?? signed.at };
  return {
    kind: "moved",
    request: { ...moved, ...ended },
    step: { ...signed, step, ...(counts && { counts }) },
  };
}

/** What this member of staff may ask for now; the answer may still be a refusal that says why. */
export function actionsOf(
  { state, chosen, preview, filedBy, candidates }: PrivacyRequest,
  { by, extendable }: { by: string; extendable: boolean },
): Action[] {
  const sensible: Partial<Record<Action, boolean>> = {
    choose: candidates.length > 0,
    preview: chosen !== undefined,
    approve: preview !== undefined && by !== filedBy,
    extend: extendable,
  };
  return actions.filter(
    (action) => allowedFrom[action].includes(state) && (sensible[action] ?? true),
  );
}

function outcomeOf(request: PrivacyRequest, command: Command, signed: Signed): Outcome | Refusal {
  switch (command.kind) {
    case "locate":
      return locate(request, command);
    case "confirm-identity":
      return confirmIdentity(request, command, signed);
    case "choose":
      return choose(request, command);
    case "preview":
      return look(request, command);
    case "approve":
      return approve(request, command, signed);
    case "deny":
      return deny(command, signed);
    case "hold":
      return hold(request, command, signed);
    case "resume":
      return resume(request, command);
    case "extend":
      return extend(request, command, signed);
    case "cancel":
      return cancel(command, signed);
    case "escalate":
      return {
        step: "escalated",
        escalated: command.percent,
        counts: { percent: command.percent },
      };
    case "begin":
      return begin(request, command, signed);
    case "send-back":
      return { ...sendBack(), erasure: undefined };
    case "finalise":
      return finalise(request);
    case "progress":
      return progress(command, "progressed");
    case "finish":
      return { ...progress(command, command.state), state: command.state };
  }
}

function look({ chosen }: PrivacyRequest, { preview }: CommandOf<"preview">): Outcome | Refusal {
  if (chosen === undefined) return "nobody is chosen";
  const counts = {
    people: preview.people.length,
    events: preview.people.reduce((sum, { events }) => sum + events, 0),
    holds: preview.holds,
  };
  return { step: "previewed", preview, counts };
}

function deny({ ground, reason }: CommandOf<"deny">, { by, at }: Signed): Outcome {
  return { step: "denied", state: "denied", denial: { by, at, ground, reason } };
}

function cancel({ reason }: CommandOf<"cancel">, { by, at }: Signed): Outcome {
  return { step: "cancelled", state: "cancelled", cancellation: { by, at, reason } };
}

function hold(
  { state }: PrivacyRequest,
  { ground, reason, until }: CommandOf<"hold">,
  { by, at }: Signed,
): Outcome | Refusal {
  if (until !== undefined && until <= at) return "in the past";
  const said = { since: at, by, ground, reason, from: state, standing: false };
  return { step: "held", state: "on_hold", hold: { ...said, ...(until && { until }) } };
}

function resume(request: PrivacyRequest, { holds }: CommandOf<"resume">): Outcome | Refusal {
  if (request.hold === undefined) return "not in this state";
  // Somebody's word can be taken back; what stands on the data itself has to be lifted or to end.
  if (request.hold.standing && holds > 0) return "held";
  return { step: "resumed", state: request.hold.from, hold: undefined };
}

function extend(
  { laws, extensions }: PrivacyRequest,
  { law, reason, allowed }: CommandOf<"extend">,
  { by, at }: Signed,
): Outcome | Refusal {
  if (!laws.includes(law)) return "no such clock";
  if (!allowed || extensions[law] !== undefined) return "no extension";
  return { step: "extended", extensions: { ...extensions, [law]: { by, at, reason } } };
}

function finalise({ erasure }: PrivacyRequest): Outcome | Refusal {
  if (erasure === undefined) return "not in this state";
  return { step: "finalised", erasure: { ...erasure, step: "sweep", final: true } };
}

function progress(
  { erasure }: { erasure: NonNullable<PrivacyRequest["erasure"]> },
  step: StepName,
): Outcome {
  return { step, erasure, counts: { done: erasure.done, of: erasure.of } };
}
