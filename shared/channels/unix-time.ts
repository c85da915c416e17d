/** Moments as providers count them: seconds, milliseconds or microseconds, as their size tells. */

const millisecondDigits = 13;

/** Undefined where there is none. Seconds have ten digits until the year 2286. */
export function momentOf(time: string | number | null | undefined): Date | undefined {
  if (time === undefined || time === null || time === "") return undefined;
  const digits = String(time).split(".")[0]?.length ?? 0;
  return new Date(Math.round(Number(time) * 10 ** (millisecondDigits - digits)));
}
