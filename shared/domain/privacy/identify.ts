/** Who asks, and who is meant: the two questions before anything is looked at. */
import type { CommandOf, Refusal, Signed } from "./command.ts";
import type { PrivacyRequest } from "./request.ts";
import type { Outcome } from "./transition.ts";

/**
 * A doubt stops the clocks of the laws that allow it until it is dispelled. A request whose identity
 * nobody could confirm goes on waiting, and stands in the way of no other.
 */
export function confirmIdentity(
  { pauses }: PrivacyRequest,
  { method, evidence, outcome }: CommandOf<"confirm-identity">,
  { by, at }: Signed,
): Outcome {
  const identity = { status: outcome, method, evidence, by, at };
  if (outcome === "failed") {
    const doubted = pauses.some(({ to }) => to === undefined);
    const doubt = { ground: "identity", from: at } as const;
    return { step: "identity_failed", identity, pauses: doubted ? pauses : [...pauses, doubt] };
  }
  const over = pauses.map((pause) => ({ ...pause, to: pause.to ?? at }));
  return { step: "identity_confirmed", state: "awaiting_approval", identity, pauses: over };
}

/** Who was found. One person about whom there is no doubt is meant; else a human says who. */
export function locate(
  request: PrivacyRequest,
  { candidates, ambiguous }: CommandOf<"locate">,
): Outcome {
  const { state, chosen } = request;
  const found: Outcome = { step: "located", candidates: [...candidates] };
  const counts = { people: candidates.length };
  const waits = state === "received" ? ({ state: "awaiting_identity" } as const) : {};
  const known = candidates.every((id) => request.candidates.includes(id));
  if (chosen !== undefined && known) return { ...found, ...waits, counts };
  const certain = !ambiguous && candidates.length <= 1;
  const anew = { chosen: certain ? [...candidates] : undefined, preview: undefined };
  return { ...found, ...waits, ...anew, counts };
}

/** What was seen of others is no basis of an approval any more. */
export function choose(
  { candidates }: PrivacyRequest,
  { people }: CommandOf<"choose">,
): Outcome | Refusal {
  const chosen = [...new Set(people)];
  if (chosen.length === 0) return "nobody is chosen";
  if (!chosen.every((id) => candidates.includes(id))) return "not a candidate";
  return { step: "chosen", chosen, preview: undefined, counts: { people: chosen.length } };
}
