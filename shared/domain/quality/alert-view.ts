/** An alert as staff see it: in words, with what to do, and whether somebody knows. */
import type { FieldRegistry } from "../field.ts";
import type { Alert } from "./alert.ts";
import { nextSteps } from "./next-step.ts";
import type { AlertView } from "./report.ts";
import type { Standing } from "./standing.ts";
import { reasonOf, type Words } from "./words.ts";

export interface StoredAlert {
  /** Under which it can be acknowledged: it tells nothing of the source. */
  id: string;
  alert: Alert;
}

/** Who acknowledged or muted it stands in the audit. */
export function alertView(
  { id, alert }: StoredAlert,
  standing: Standing | undefined,
  fields: FieldRegistry,
): AlertView {
  const { day, finding } = alert;
  return {
    id,
    day,
    firstDay: standing?.firstDay ?? day,
    kind: finding.kind,
    source: "source" in finding ? finding.source : undefined,
    reason: reasonOf(finding, fields),
    nextStep: nextSteps[finding.kind],
    samples: finding.samples,
    acknowledgedAt: standing?.acknowledged?.at,
    mutedUntil: standing?.muted?.until,
  };
}

/** Nobody knows of it yet. `day`: of today. */
export const isOpen = ({ acknowledgedAt, mutedUntil }: AlertView, day: string): boolean =>
  acknowledgedAt === undefined && !(mutedUntil !== undefined && mutedUntil >= day);

export type Language = keyof Words;

const says = {
  next: { en: "Next: ", zh: "下一步：" },
  examples: { en: "Examples: ", zh: "示例：" },
} as const satisfies Record<string, Words>;

/** As a message for people, in these languages one after the other. */
export function alertText(view: AlertView, languages: readonly Language[]): string {
  const { reason, nextStep, samples } = view;
  return languages
    .flatMap((language) => [
      reason[language],
      `${says.next[language]}${nextStep[language]}`,
      ...(samples.length > 0 ? [`${says.examples[language]}${samples.join(", ")}`] : []),
    ])
    .join("\n");
}
