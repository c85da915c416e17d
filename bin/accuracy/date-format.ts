/** Dates of spreadsheets, put the way the normalisers read them. */

export const dateFormats = ["year-first", "day-first", "month-first"] as const;
export type DateFormat = (typeof dateFormats)[number];

const yearLast = /^\s*(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)(.*)$/s;

/** Any other text stays as it is, for the normaliser to judge. */
export function yearFirst(text: string, format: DateFormat): string {
  if (format === "year-first") return text;
  const [, first = "", , second = "", year, rest = ""] = yearLast.exec(text) ?? [];
  if (year === undefined) return text;
  const [month, day] = format === "day-first" ? [second, first] : [first, second];
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}${rest}`;
}

/** `2020-03-04`, with a time or without; without a zone, UTC: the same on every machine. */
const moment =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Undefined where the text names no moment. */
export function readMoment(text: string, format: DateFormat): Date | undefined {
  const written = yearFirst(text.trim(), format).replace(
    /^(\d{4})[/.](\d{2})[/.](\d{2})/,
    "$1-$2-$3",
  );
  const [, day, time = "00:00", zone = "Z"] = moment.exec(written) ?? [];
  if (day === undefined) return undefined;
  const read = new Date(`${day}T${time}${zone.replace(/(\d{2})(\d{2})$/, "$1:$2")}`);
  return Number.isNaN(read.getTime()) ? undefined : read;
}
