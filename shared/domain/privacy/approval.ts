/** What stands between a request and the erasure: an approval of exactly what somebody else has seen. */
import type { CommandOf, Refusal, Signed } from "./command.ts";
import type { PrivacyRequest, Root } from "./request.ts";
import type { Outcome } from "./transition.ts";

export function approve(
  request: PrivacyRequest,
  { roots, live, eraseAfter }: CommandOf<"approve">,
  { by, at }: Signed,
): Outcome | Refusal {
  const { preview, chosen, filedBy } = request;
  if (by === filedBy) return "own request";
  if (chosen === undefined) return "nobody is chosen";
  if (preview === undefined) return "no preview";
  if (!areSame(roots, preview.people)) return "not the preview";
  if (!areSame(roots, live)) return "changed since";
  const bound = roots.map(({ id, shapeVersion }) => ({ id, shapeVersion }));
  const approval = { by, at, roots: bound, eraseAfter };
  return { step: "approved", state: "approved", approval, counts: { people: bound.length } };
}

/**
 * All that has to be true is asked once more here, whatever was asked before: from here on nothing can
 * be taken back.
 */
export function begin(
  request: PrivacyRequest,
  { live, holds }: CommandOf<"begin">,
  { by, at }: Signed,
): Outcome | Refusal {
  const { approval, identity, filedBy } = request;
  if (approval === undefined || approval.by === filedBy || identity.status !== "confirmed") {
    return sendBack();
  }
  if (!areSame(approval.roots, live)) return sendBack();
  if (at < approval.eraseAfter) return "cooling off";
  const [ground] = holds;
  if (ground !== undefined) {
    const hold = { since: at, by, ground, from: request.state, standing: true };
    return { step: "held", state: "on_hold", hold, counts: { holds: holds.length } };
  }
  const erasure = { startedAt: at, step: "fence", done: 0, of: 0, final: false } as const;
  return { step: "erasing", state: "erasing", erasure };
}

/** Somebody has to look again: what was approved is not what there is. */
export function sendBack(): Outcome {
  const gone = { preview: undefined, approval: undefined };
  return { step: "sent_back", state: "awaiting_approval", ...gone };
}

/** The same persons in the same shape, in whatever order. */
function areSame(some: readonly Root[], others: readonly Root[]): boolean {
  const shapes = new Map(others.map(({ id, shapeVersion }) => [id, shapeVersion]));
  const ids = new Set(some.map(({ id }) => id));
  return (
    ids.size === some.length &&
    ids.size === shapes.size &&
    some.every(({ id, shapeVersion }) => shapes.get(id) === shapeVersion)
  );
}
