/** Whether a share of bad cases is higher than usual, by more than chance and this source's own unrest. */
import { weeksMin } from "./history.ts";
import { median, medianDeviation, type Share, wilson } from "./statistics.ts";

/** Of fewer cases a day says nothing. */
export const casesMin = 20;
/** A rise of fewer points is nobody's business, however certain it is. */
const riseMin = 0.05;
const deviations = 3;
/** Once in some thousand: ten sources of twelve fields are asked about every day. */
const certainty = 3;

export interface Jump extends Share {
  usual: number;
}

/**
 * Judged is the lower Wilson bound of the day (three standard errors), so that few cases alarm nobody.
 * It has to be above the median of the same weekdays by three of their median absolute deviations, and
 * by five points at least. `without`: what is too much where too few days are known to compare with;
 * without it nothing is.
 */
export function jumpOf(
  today: Share | undefined,
  earlier: readonly Share[],
  without?: number,
): Jump | undefined {
  if (today === undefined || today.n < casesMin) return undefined;
  const { lower } = wilson(today, certainty);
  const shares = earlier.filter(({ n }) => n >= casesMin).map(({ share }) => share);
  const usual = median(shares);
  const unrest = medianDeviation(shares);
  if (usual === undefined || unrest === undefined || shares.length < weeksMin) {
    return without !== undefined && lower > without ? { ...today, usual: 0 } : undefined;
  }
  return lower > usual + Math.max(deviations * unrest, riseMin) ? { ...today, usual } : undefined;
}
