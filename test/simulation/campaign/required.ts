/** What a campaign must have met, beside every branch of the engine: else it has proved nothing about it. */
import { faultKinds } from "../faults.ts";

const reviews: Readonly<Record<string, readonly string[]>> = {
  "contested-link": ["same", "different", "block value", "dismiss", "undo"],
  "generic-value": ["lift", "block value", "dismiss", "undo"],
  "possible-duplicate": ["same", "different", "dismiss", "undo"],
  "quarantined-delivery": ["replay", "dismiss"],
};

/** Names as a run counts them. */
export const required: readonly string[] = [
  ...faultKinds.map((kind) => `fault: ${kind}`),
  ...["crash", "freeze", "clock", "stall", "outage", "backup", "redrive"].map(
    (act) => `act: ${act}`,
  ),
  ...["added", "duplicates", "dropped", "postponed", "unclear"].map(
    (what) => `log: consumed ${what}`,
  ),
  ...["settled", "settlement waits", "failed", "quarantined", "candidates lost"].map(
    (outcome) => `log: ${outcome}`,
  ),
  ...["examined", "skipped", "forgotten"].map((what) => `log: compared ${what}`),
  ...Object.entries(reviews).flatMap(([kind, answers]) =>
    answers.map((answer) => `review: ${kind}, ${answer}`),
  ),
  ...["erased", "released", "nobody"].map((end) => `request: ${end}`),
  ...["settling", "reshaped", "busy"].map((answer) => `erasure: ${answer}`),
  "restore: erased again",
  "settlement: idle",
  ...[200, 202, 404, 409, 500, 503].map((status) => `staff: ${status}`),
];

export function missing(happened: ReadonlyMap<string, number>): string[] {
  return required.filter((name) => !happened.has(name));
}
