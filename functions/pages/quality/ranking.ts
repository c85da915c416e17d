/** Which source needs looking at most. */
import type { SourceReport } from "#shared/domain/quality/report.ts";

/** Of the week; undefined where it is hidden, or where nothing came. */
export function scoreOf({ windows }: Pick<SourceReport, "windows">): number | undefined {
  const { week } = windows;
  return week?.kind === "shown" ? week.metrics.score?.score : undefined;
}

/** Those without a score last. */
export function lowestFirst(sources: readonly SourceReport[]): SourceReport[] {
  const rank = (source: SourceReport): number => scoreOf(source) ?? 101;
  return sources.toSorted((a, b) => rank(a) - rank(b));
}
