/** Of a person and those it may be: which pairs deserve a review, and which do not any more. */
import { comparableOf } from "#shared/domain/duplicates/comparable.ts";
import { reviewScoreMin, scorePair } from "#shared/domain/duplicates/score.ts";
import { compareText } from "#shared/domain/identifier.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { mayBeCompared } from "#shared/stores/duplicates.ts";
import type { FoundPerson } from "#shared/stores/people.ts";

export interface Verdict {
  /** Whom it may well be, by id. */
  alike: readonly { other: Person; score: number }[];
  /** Ids of those it is not, or not any more. */
  unlike: readonly string[];
  /** Ids that are nobody's any more: merged or erased. */
  gone: readonly string[];
}

export function judge(self: Person, others: ReadonlyMap<string, FoundPerson>): Verdict {
  const alike: Verdict["alike"][number][] = [];
  const unlike: string[] = [];
  const gone: string[] = [];
  for (const [id, found] of others) {
    if (found.kind !== "living") gone.push(id);
    // Whose data must not be used for now is not judged: what there is of it stays as it is.
    else if (!mayBeCompared(found)) continue;
    else if (isToldApart(self, found.person)) unlike.push(id);
    else {
      const { score } = scorePair(comparableOf(self.record), comparableOf(found.person.record));
      if (score >= reviewScoreMin) alike.push({ other: found.person, score });
      else unlike.push(id);
    }
  }
  return { alike: alike.sort((a, b) => compareText(a.other.id, b.other.id)), unlike, gone };
}

/**
 * They were one and came apart, or a human has ruled on both: whoever is still two after that is not
 * asked about again.
 */
function isToldApart(a: Person, b: Person): boolean {
  const ruledOn = new Set(a.disputed?.decisions);
  return (
    wasPartedFrom(a, b) ||
    wasPartedFrom(b, a) ||
    (b.disputed?.decisions ?? []).some((id) => ruledOn.has(id))
  );
}

function wasPartedFrom({ parted }: Person, other: Person): boolean {
  return idsOf(other).some((id) => parted.includes(id));
}

/** Every id that this person was ever known by. */
export function idsOf({ id, absorbed, former }: Person): string[] {
  return [id, ...absorbed, ...former];
}
