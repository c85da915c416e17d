/** What time does to a request: it grows late, what held it ends, and its cooling-off is over. */
import { system } from "#shared/domain/privacy/command.ts";
import { escalationsDue, resumesNow } from "#shared/domain/privacy/schedule.ts";
import { move, type Tell } from "#shared/engine/privacy/move.ts";
import { beginning, holdsOnRequest } from "#shared/engine/privacy/preview.ts";
import type { ListedRequest } from "#shared/stores/privacy/lists.ts";
import type { Run } from "./handler.ts";

export async function passTime(request: ListedRequest, run: Run): Promise<void> {
  const { privacy, log } = run.ports;
  const { id, state } = request;
  const now = run.ports.now().toISOString();
  for (const { percent } of escalationsDue([request], now, privacy)) {
    await tell(id, () => ({ kind: "escalate", percent }), run);
    // An alarm counts these lines: somebody is told at once, and not only who looks at the list.
    log({ outcome: "deadline", request: id, percent });
  }
  if (state === "on_hold") await resume(id, run);
  if (state === "approved") await begin(id, run);
}

async function resume(id: string, run: Run): Promise<void> {
  const now = run.ports.now().toISOString();
  await tell(
    id,
    async (stored) => {
      const holds = await holdsOnRequest(stored, now, run.engine.store);
      if (holds === undefined || !resumesNow(stored.request, now, holds.length)) return "busy";
      return { kind: "resume", holds: holds.length };
    },
    run,
  );
}

/** Approved, and not any more who was approved: then it goes back to a human instead. */
async function begin(id: string, run: Run): Promise<void> {
  const now = run.ports.now().toISOString();
  await tell(
    id,
    async (stored) => {
      const { approval } = stored.request;
      if (approval !== undefined && now < approval.eraseAfter) return "busy";
      return (await beginning(stored, now, run.engine.store)) ?? "busy";
    },
    run,
  );
}

/** In the system's name. Refused or busy is no failure: the next run asks again. */
export async function tell(id: string, what: Tell, { ports, engine }: Run) {
  const { privacy, now, log } = ports;
  const at = now().toISOString();
  const outcome = await move(id, what, { by: system, at, store: engine.store, privacy });
  if (outcome.kind === "moved") {
    log({ outcome: "request", request: id, state: outcome.stored.request.state });
  }
  return outcome;
}
