/** What somebody should look into: found in the counters of one day, or waiting for too long. */

/** A field whose values are worse than usual. */
export interface FieldJump {
  field: string;
  /** 0–1, of `n` cases on this day. */
  share: number;
  /** The median of the same weekdays before; 0 where there were too few. */
  usual: number;
  n: number;
}

/** Of fields: those that are concerned, worst first, so that one change at a form is one alert. */
export type FieldFindingKind = "missing" | "invalid" | "made-up" | "contradictions";

/** One a kind. */
type OfFields<Kind extends FieldFindingKind> = Kind extends unknown
  ? { kind: Kind; source: string; fields: readonly FieldJump[] }
  : never;

export type Finding = { samples: readonly string[] } & (
  | { kind: "silence"; source: string; quietDays: number; expected: number }
  | { kind: "silence everywhere"; sources: number }
  | OfFields<FieldFindingKind>
  | { kind: "duplicates"; source: string; share: number; usual: number; n: number }
  | { kind: "clock ahead"; source: string; share: number; n: number }
  | { kind: "clock offset"; source: string; seconds: number; n: number }
  | { kind: "generic values"; count: number }
  | { kind: "review backlog"; count: number; oldestDays: number }
  | { kind: "dead letters"; count: number }
  | { kind: "deadlines"; overdue: number; soon: number }
);
export type FindingKind = Finding["kind"];

export const findingKinds = [
  "silence",
  "silence everywhere",
  "missing",
  "invalid",
  "made-up",
  "contradictions",
  "duplicates",
  "clock ahead",
  "clock offset",
  "generic values",
  "review backlog",
  "dead letters",
  "deadlines",
] as const satisfies readonly FindingKind[];

export interface Alert {
  /** One cause has one a day. */
  id: string;
  day: string;
  /** The same from day to day: what is acknowledged or muted. */
  cause: string;
  finding: Finding;
}

/** What is wrong, and where: the same text, the same cause. */
export function causeOf(finding: Finding): string {
  return "source" in finding ? `${finding.kind} ${finding.source}` : finding.kind;
}

export function alertOf(finding: Finding, day: string): Alert {
  const cause = causeOf(finding);
  return { id: `${day} ${cause}`, day, cause, finding };
}
