/** Whether a share of bad cases is higher than usual, by more than chance and this source's own unrest. */
import { weeksMin } from "./history.ts";
import { median, medianDeviation, type Share, wilson, z95 } from "./statistics.ts";

/** Of fewer cases a day says nothing. */
const casesMin = 10;
/** A rise of fewer points is nobody's business, however certain it is. */
const riseMin = 0.05;
const deviations = 3;
/** Once in some thousand: ten sources of twelve fields are asked about every day. */
const certainty = 3;
/** A median is as sure as a mean of fewer cases: its variance is π/2 times the mean's. */
const medianCases = Math.PI / 2;

export interface Jump extends Share {
  usual: number;
}

/**
 * Judged is the lower Wilson bound of the day (three standard errors), so that few cases alarm nobody.
 * It has to be above the median of the same weekdays by three of their median absolute deviations, and
 * by five points above what that median may be (95 %): few days do not know what is usual. `without`:
 * what is too much where too few days are known to compare with; without it nothing is.
 */
export function jumpOf(
  today: Share | undefined,
  earlier: readonly Share[],
  without?: number,
): Jump | undefined {
  if (today === undefined || today.n < casesMin) return undefined;
  const { lower } = wilson(today, certainty);
  const telling = earlier.filter(({ n }) => n >= casesMin);
  const shares = telling.map(({ share }) => share);
  const usual = median(shares);
  const unrest = medianDeviation(shares);
  if (usual === undefined || unrest === undefined || shares.length < weeksMin) {
    return without !== undefined && lower > without ? { ...today, usual: 0 } : undefined;
  }
  const cases = telling.reduce((sum, { n }) => sum + n, 0);
  const { upper } = wilson({ share: usual, n: cases / medianCases }, z95);
  const least = Math.max(usual + deviations * unrest, upper + riseMin);
  return lower > least ? { ...today, usual } : undefined;
}
