/** Which causes are known, acknowledged or muted: an alert is told once, not once a run. */
import * as z from "zod";
import { type Alert, alertOf, type Finding } from "./alert.ts";
import { addDays } from "./calendar.ts";

/** Of one cause. */
export const Standing = z.object({
  firstDay: z.string(),
  lastDay: z.string(),
  /** Known to somebody: told of again only after a day without it. */
  acknowledged: z.object({ by: z.string(), at: z.string() }).optional(),
  /** Not told of until this day is over, whatever happens. */
  muted: z.object({ by: z.string(), until: z.string() }).optional(),
});
export type Standing = z.infer<typeof Standing>;
/** By cause. */
export type Standings = ReadonlyMap<string, Standing>;

export interface Raised {
  /** To be told; what was told of this day before is not among them. */
  alerts: readonly Alert[];
  standings: Standings;
}

/** Run again for the same day with the same findings it tells nothing and changes nothing. */
export function raise(findings: readonly Finding[], day: string, known: Standings): Raised {
  const standings = new Map(known);
  const alerts: Alert[] = [];
  for (const alert of findings.map((finding) => alertOf(finding, day))) {
    const before = standings.get(alert.cause);
    if (before !== undefined && before.lastDay >= day) continue;
    const continues = before !== undefined && before.lastDay === addDays(day, -1);
    const acknowledged = continues ? before.acknowledged : undefined;
    const muted = before?.muted && day <= before.muted.until ? before.muted : undefined;
    standings.set(alert.cause, {
      firstDay: continues ? before.firstDay : day,
      lastDay: day,
      ...(acknowledged !== undefined && { acknowledged }),
      ...(muted !== undefined && { muted }),
    });
    if (acknowledged === undefined && muted === undefined) alerts.push(alert);
  }
  return { alerts, standings };
}

/** Undefined where nothing is known of the cause: nobody can know of what has not happened. */
export function acknowledge(
  cause: string,
  who: { by: string; at: string },
  known: Standings,
): Standings | undefined {
  const standing = known.get(cause);
  return standing && new Map(known).set(cause, { ...standing, acknowledged: who });
}

/** A holiday, a campaign that has ended: `until` is the last silent day. */
export function mute(
  cause: string,
  muted: { by: string; until: string },
  known: Standings,
): Standings | undefined {
  const standing = known.get(cause);
  return standing && new Map(known).set(cause, { ...standing, muted });
}

export function unmute(cause: string, known: Standings): Standings | undefined {
  const standing = known.get(cause);
  return standing && new Map(known).set(cause, { ...standing, muted: undefined });
}
