/** What somebody wants to happen to a request, and why it may not. */
import type { HoldGround } from "./hold.ts";
import type { Law } from "./law.ts";
import type { Erasure, Preview, PrivacyRequest, RequestState, Root } from "./request.ts";

/** Who does it, and when. */
export interface Signed {
  /** The `sub` of a token, or {@link system}. */
  by: string;
  /** ISO 8601, as all times are. */
  at: string;
}

/** In whose name the schedule acts. No token has a subject with a colon at its end. */
export const system = "system:";

type Identity = PrivacyRequest["identity"];

/** What people ask for. */
export type OfficerCommand =
  | {
      kind: "confirm-identity";
      method: NonNullable<Identity["method"]>;
      evidence: string;
      outcome: "confirmed" | "failed";
    }
  | { kind: "choose"; people: readonly string[] }
  | { kind: "preview"; preview: Preview }
  /** `live`: the same persons as they are at this moment. */
  | { kind: "approve"; roots: readonly Root[]; live: readonly Root[]; eraseAfter: string }
  | { kind: "deny"; ground: NonNullable<PrivacyRequest["denial"]>["ground"]; reason: string }
  | { kind: "hold"; ground: HoldGround; reason: string; until?: string | undefined }
  /** `holds`: how many holds on its data are in force. */
  | { kind: "resume"; holds: number }
  /** `allowed`: the law lets its clock be extended, and there is still time for it. */
  | { kind: "extend"; law: Law; reason: string; allowed: boolean }
  | { kind: "cancel"; reason: string };

export type Action = OfficerCommand["kind"];
export const actions = [
  "confirm-identity",
  "choose",
  "preview",
  "approve",
  "deny",
  "hold",
  "resume",
  "extend",
  "cancel",
] as const satisfies readonly Action[];

/** What the machine does by itself. */
export type SystemCommand =
  /** Who carries the identifiers now; `ambiguous` where a human has to say who is meant. */
  | { kind: "locate"; candidates: readonly string[]; ambiguous: boolean }
  | { kind: "escalate"; percent: PrivacyRequest["escalated"] }
  /** Erases, where all still stands as it was approved; else sends it back or holds it. */
  | { kind: "begin"; live: readonly Root[]; holds: readonly HoldGround[] }
  /** Nothing is destroyed yet, and what was approved is not what there is. */
  | { kind: "send-back" }
  /** Looked at once more when no copy could be anywhere. */
  | { kind: "finalise" }
  | { kind: "progress"; erasure: Erasure }
  | { kind: "finish"; state: "completed" | "partially_completed"; erasure: Erasure };

export type Command = OfficerCommand | SystemCommand;
export type CommandOf<Kind extends Command["kind"]> = Extract<Command, { kind: Kind }>;

export type Refusal =
  | "not in this state"
  | "not a candidate"
  | "nobody is chosen"
  | "no preview"
  | "not the preview"
  | "changed since"
  | "own request"
  | "held"
  | "cooling off"
  | "in the past"
  | "no such clock"
  | "no extension";

export const stepNames = [
  "received",
  "located",
  "identity_confirmed",
  "identity_failed",
  "chosen",
  "previewed",
  "approved",
  "sent_back",
  "held",
  "resumed",
  "extended",
  "escalated",
  "erasing",
  "progressed",
  "completed",
  "partially_completed",
  "finalised",
  "denied",
  "cancelled",
] as const;
export type StepName = (typeof stepNames)[number];

/** What the log of a request remembers: nothing personal. */
export interface Step extends Signed {
  step: StepName;
  counts?: Readonly<Record<string, number>> | undefined;
}

export type Moved =
  | { kind: "moved"; request: PrivacyRequest; step: Step }
  | { kind: "refused"; reason: Refusal; state: RequestState };
