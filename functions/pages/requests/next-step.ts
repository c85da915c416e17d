/** What a request waits for, and by which action it goes on. */
import type { Action } from "#shared/domain/privacy/command.ts";
import type { RequestView } from "#shared/domain/privacy/view.ts";
import type { nextSteps } from "../words/next-step.ts";

export interface NextStep {
  name: keyof typeof nextSteps;
  /** The action that its page offers first. */
  action?: Action;
  /** A time that belongs to what it waits for. */
  at?: string;
}

export function nextStepOf(view: RequestView, reader: string): NextStep {
  switch (view.state) {
    case "received":
      return { name: "received" };
    case "awaiting_identity":
      return {
        name: view.identity.status === "failed" ? "doubt" : "identity",
        action: "confirm-identity",
      };
    case "awaiting_approval":
      return towardsApproval(view, reader);
    case "approved":
      return { name: "coolingOff", ...(view.approval && { at: view.approval.eraseAfter }) };
    case "on_hold":
      return whileHeld(view);
    case "partially_completed":
      return { name: "partially" };
    case "erasing":
    case "completed":
    case "denied":
    case "cancelled":
      return { name: view.state };
  }
}

function towardsApproval({ mustChoose, preview, filedBy }: RequestView, reader: string): NextStep {
  if (mustChoose) return { name: "choice", action: "choose" };
  if (preview === undefined) return { name: "preview", action: "preview" };
  return filedBy === reader ? { name: "colleague" } : { name: "approval", action: "approve" };
}

function whileHeld({ hold }: RequestView): NextStep {
  if (hold?.standing) return { name: "standing", action: "resume" };
  return hold?.until === undefined
    ? { name: "holdOpen", action: "resume" }
    : { name: "holdUntil", action: "resume", at: hold.until };
}
