/** Which events of a batch must be decided together: those that share an identifier. */
import { linksOf } from "#shared/domain/identity/evidence.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { compareText, identifierText } from "#shared/domain/identifier.ts";
import type { Policy } from "#shared/domain/policy.ts";

/** Connected components by shared identifiers; an event that comes twice is in its group once. */
export function groupEvents(events: readonly CustomerEvent[], policy: Policy): CustomerEvent[][] {
  // Of copies the first one received counts: later ones may have a later time of observation.
  const latestFirst = events.toSorted((a, b) => compareText(b.receivedAt, a.receivedAt));
  const unique = [...new Map(latestFirst.map((event) => [event.id, event])).values()];
  const parents = unique.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    for (let parent = parents[root]; parent !== undefined && parent !== root;) {
      root = parent;
      parent = parents[root];
    }
    return root;
  };
  const firstWith = new Map<string, number>();
  unique.forEach((event, at) => {
    for (const link of linksOf(event, policy)) {
      const text = identifierText(link);
      const first = firstWith.get(text);
      if (first === undefined) firstWith.set(text, at);
      else parents[rootOf(at)] = rootOf(first);
    }
  });
  return [...Map.groupBy(unique, (_, at) => rootOf(at)).values()];
}
