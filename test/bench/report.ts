/** How a benchmark is told: a figure, its bar, and whether it holds. Never a reason to fail a test. */

export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** The most, or with `atLeast` the least, that the design allows; undefined = printed only. */
  bar?: number;
  atLeast?: boolean;
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`);
  for (const { what, value, unit, bar, atLeast = false } of figures) {
    const shown = `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`;
    console.log(`  ${what.padEnd(52)} ${shown.padStart(16)}${verdict({ value, bar, atLeast })}`);
  }
}

function verdict({
  value,
  bar,
  atLeast,
}: {
  value: number;
  bar: number | undefined;
  atLeast: boolean;
}) {
  if (bar === undefined) return "";
  const holds = atLeast ? value >= bar : value <= bar;
  return `   ${holds ? "ok  " : "MISS"} (bar: ${atLeast ? "≥" : "≤"} ${bar})`;
}

/** The middle one: a busy machine spoils means. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const roundsDefault = 25;
/** Calls before anything is counted: the engine has compiled by then. */
const warmUp = 10_000;

/** Microseconds per call of each function: medians of rounds in turn, so that drift hits all alike. */
export async function timeInTurn(
  calls: Readonly<Record<string, () => unknown>>,
  { perRound, rounds = roundsDefault }: { perRound: number; rounds?: number },
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (const call of Object.values(calls)) {
    for (let at = 0; at < warmUp; at++) await call();
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, call] of Object.entries(calls)) {
      const startedMs = performance.now();
      for (let at = 0; at < perRound; at++) await call();
      (times[name] ??= []).push(((performance.now() - startedMs) * 1_000) / perRound);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, each]) => [name, median(each)]));
}
