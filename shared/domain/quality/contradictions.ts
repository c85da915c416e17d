/** Who is wrong where several contradict each other. */
import type { FieldJump, Finding } from "./alert.ts";
import { daysBefore, type History, type Looking, talliesBefore } from "./history.ts";
import { shareOf, wilson } from "./statistics.ts";
import { addTallies, countOf, type Tally } from "./tally.ts";

/** A rise counts as far as it is certain, as for a single day. */
const certainty = 3;
const daysLooked = 7;

/**
 * Who contradicts is who came later: where one source is wrong, all that speak of its customers after it
 * contradict what it said. So of those that rise on one field only the one that contradicts most is told
 * of, by how many values more than usual in the last seven days. It alone stands against all others.
 */
export function onlyWorst(
  findings: readonly Finding[],
  histories: readonly History[],
  looking: Looking,
): Finding[] {
  return findings.flatMap((finding): Finding[] => {
    if (finding.kind !== "contradictions") return [finding];
    const isWorst = ({ field }: FieldJump): boolean => {
      const worse = histories.map(
        (history) => [history.source, rise(history, field, looking)] as const,
      );
      const most = Math.max(...worse.map(([, values]) => values));
      return worse.some(([source, values]) => source === finding.source && values === most);
    };
    const fields = finding.fields.filter(isWorst);
    return fields.length > 0 ? [{ ...finding, fields }] : [];
  });
}

/** Contradicting values of the last days beyond the usual share: as many as are certain. */
function rise(history: History, field: string, looking: Looking): number {
  const days = [looking.day, ...daysBefore(looking.day, daysLooked - 1)];
  const lately = compared(addTallies(days.map(history.on)), field);
  if (lately === undefined) return 0;
  const before = compared(addTallies(talliesBefore(history, looking)), field);
  const { lower } = wilson(lately, certainty);
  return Math.max(0, lower - (before?.share ?? 0)) * lately.n;
}

function compared(tally: Tally, field: string) {
  const differed = countOf(tally, `differs.${field}`);
  return shareOf(differed, differed + countOf(tally, `agrees.${field}`));
}
