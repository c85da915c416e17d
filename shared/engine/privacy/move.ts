/** Brings a command to a request: read, decide, write; again, where somebody else was faster. */
import type { Command, Moved, Refusal, Signed } from "#shared/domain/privacy/command.ts";
import type { PrivacyPolicy } from "#shared/domain/privacy/policy.ts";
import type { RequestState } from "#shared/domain/privacy/request.ts";
import { timingOf } from "#shared/domain/privacy/schedule.ts";
import { transition } from "#shared/domain/privacy/transition.ts";
import { moveRequest, readRequest, type StoredRequest } from "#shared/stores/privacy/requests.ts";
import type { Store } from "#shared/stores/tables.ts";

export type MoveOutcome =
  | { kind: "moved"; stored: StoredRequest }
  | { kind: "refused"; reason: Refusal; state: RequestState }
  | { kind: "unknown" }
  /** Others keep being faster, or somebody is being worked on. */
  | { kind: "busy" };

/** What a request is told, once it was read. */
export type Tell = (stored: StoredRequest) => Promise<Command | "busy"> | Command | "busy";

export interface MoveContext {
  store: Store;
  privacy: PrivacyPolicy;
}

const attemptsMax = 5;

export async function move(
  id: string,
  tell: Tell,
  { store, privacy, by, at }: MoveContext & Signed,
): Promise<MoveOutcome> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const before = await readRequest(id, store);
    if (before === undefined) return { kind: "unknown" };
    const command = await tell(before);
    if (command === "busy") return { kind: "busy" };
    const moved: Moved = transition(before.request, command, { by, at });
    if (moved.kind === "refused") return moved;
    const { request, step } = moved;
    const dueAt = timingOf(request, at, privacy).due.at;
    const stored = await moveRequest(before, { request, dueAt, steps: [step] }, store);
    if (stored !== undefined) return { kind: "moved", stored };
  }
  return { kind: "busy" };
}
