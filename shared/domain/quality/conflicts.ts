/** Where channels contradict each other: counted by pairs of channels and field, in people. */
import { correctionChannel, type CustomerEvent } from "../event.ts";
import type { FieldRegistry } from "../field.ts";
import { compareText } from "../identifier.ts";
import { likeness } from "./likeness.ts";
import type { Conflict } from "./report.ts";
import { type Said, saidByChannel } from "./said.ts";

/**
 * Of one person's events: every pair of channels that both have a valid word on a field, their latest
 * ones compared. What is asked of each visit anew contradicts nothing, and staff who correct are no
 * channel that could be mended.
 */
export function conflictsOf(events: readonly CustomerEvent[], fields: FieldRegistry): Conflict[] {
  const heard = events.filter(({ channel }) => channel !== correctionChannel);
  return [...saidByChannel(heard, ({ valid }) => valid)].flatMap(([field, said]) => {
    if (fields.get(field)?.perVisit) return [];
    const words = [...said].filter(([, { claim }]) => !claim.removed);
    return words.flatMap(([one, mine], at) =>
      words.slice(at + 1).map(([other, theirs]): Conflict => ({
        channels: [one, other],
        field,
        people: wordOf(mine) === wordOf(theirs) ? 0 : 1,
        of: 1,
      })),
    );
  });
}

const wordOf = ({ claim: { field, value } }: Said): string => likeness(field, value);

/** One a pair and field, in the order of both. */
export function addConflicts(conflicts: Iterable<Conflict>): Conflict[] {
  const sums = new Map<string, Conflict>();
  for (const each of conflicts) {
    const name = JSON.stringify([...each.channels, each.field]);
    const sum = sums.get(name);
    const { people, of } = sum ?? { people: 0, of: 0 };
    sums.set(name, { ...each, people: people + each.people, of: of + each.of });
  }
  return [...sums].sort(([a], [b]) => compareText(a, b)).map(([, sum]) => sum);
}
