/** The figures as a page of plain text: numbers, shares and row numbers, no value of anybody. */
import type { Figures, Sizes } from "./figures.ts";
import type { Mistakes } from "./mistakes.ts";
import { textTable } from "./text-table.ts";

/** What was run: names of files, columns and keys. */
export interface Run {
  file: string;
  tenant: string;
  truth: string;
  promoted: readonly string[];
}

export function report(figures: Figures, run: Run): string {
  const { wrongJoins, missedJoins, ignoredColumns } = figures;
  return [
    title(run),
    counts(figures),
    pairs(figures),
    histogram(figures.clusters),
    fill(figures),
    mistakes("Wrong joins (one person, several customers)", wrongJoins),
    mistakes("Missed joins (one customer, several persons)", missedJoins),
    speed(figures),
    ...(ignoredColumns.length === 0 ? [] : [`Ignored columns: ${ignoredColumns.join(", ")}`]),
  ].join("\n\n");
}

function title({ file, tenant, truth, promoted }: Run): string {
  const keys = promoted.length === 0 ? "" : `\nAlso linked by ${promoted.join(", ")}`;
  return `${file} against its column "${truth}", as tenant ${tenant} resolves it${keys}`;
}

function counts({ records, labelled, repeated, undated, clusters, ...rest }: Figures): string {
  const unlabelled = records - labelled;
  const known =
    unlabelled === 0 ? "" : `${whole(unlabelled)} more resolved with them, not counted below`;
  const also = ([what, amount, note]: [string, number, string]): string[][] =>
    amount === 0 ? [] : [[what, whole(amount), note]];
  return textTable(
    [
      ["records", whole(records)],
      ["labelled", whole(labelled), known],
      ["true clusters", whole(clusters.true.clusters)],
      ["found clusters", whole(clusters.found.clusters)],
      ...also(["repeated", repeated, "same id and content as another row: one event"]),
      ...also(["undated", undated, "no time that can be read: counted as told last"]),
      ["contested links", whole(rest.contestedLinks), "refused by a guard; a steward would decide"],
      ["generic values", whole(rest.genericValues), "carried by too many different people"],
      ["without a link", whole(rest.unlinkable), "records that carry nothing to be joined by"],
    ],
    ["l", "r", "l"],
  );
}

function pairs({ pairs: { truePairs, foundPairs, agreedPairs, ...rates } }: Figures): string {
  const agreed = whole(agreedPairs);
  return textTable(
    [
      [
        "pairwise precision",
        rate(rates.precision),
        `${agreed} of ${whole(foundPairs)} joins right`,
      ],
      ["pairwise recall", rate(rates.recall), `${agreed} of ${whole(truePairs)} true pairs joined`],
      ["pairwise F1", rate(rates.f1)],
    ],
    ["l", "r", "l"],
  );
}

/** Upper ends of the lines: small clusters one by one, large ones together. */
const sizeSteps = [1, 2, 3, 4, 5, 10, 100, Infinity];

function histogram({ true: truth, found }: Figures["clusters"]): string {
  const lines = sizeSteps.flatMap((most, at) => {
    const least = (sizeSteps[at - 1] ?? 0) + 1;
    const [expected, actual] = [truth, found].map((sizes) => clustersOf(sizes, least, most));
    if (!expected && !actual) return [];
    return [[sizeText(least, most), whole(expected ?? 0), whole(actual ?? 0)]];
  });
  return textTable([["rows per person", "truth", "found"], ...lines], ["l", "r", "r"]);
}

function clustersOf({ bySize }: Sizes, least: number, most: number): number {
  return Object.entries(bySize)
    .filter(([size]) => Number(size) >= least && Number(size) <= most)
    .reduce((sum, [, clusters]) => sum + clusters, 0);
}

function sizeText(least: number, most: number): string {
  if (least === most) return String(least);
  return Number.isFinite(most) ? `${least} – ${most}` : `${least} and more`;
}

function fill({ fields, records, repeated }: Figures): string {
  const lines = fields.map(({ name, filled, invalid, blocked }) => [
    name,
    percent(filled, records - repeated),
    percent(invalid, filled),
    percent(blocked, filled),
  ]);
  const head = ["field", "filled", "invalid", "never links"];
  return textTable([head, ...lines], ["l", "r", "r", "r"]);
}

const rowsShownMax = 6;
const partsShownMax = 5;

function mistakes(what: string, { groups, examples }: Mistakes): string {
  if (groups === 0) return `${what}: none`;
  const lines = examples.map((parts) => `  ${shown(parts.map(rowsText), partsShownMax, " | ")}`);
  return [`${what}: ${whole(groups)}; the costliest, by row (the header is row 1)`, ...lines].join(
    "\n",
  );
}

const rowsText = (rows: readonly number[]): string => shown(rows.map(String), rowsShownMax, ", ");

function shown(texts: readonly string[], most: number, between: string): string {
  const more = texts.length > most ? [`and ${texts.length - most} more`] : [];
  return [...texts.slice(0, most), ...more].join(between);
}

function speed({ normalisedPerSecond, resolvedPerSecond }: Figures): string {
  return textTable(
    [
      ["normalise", whole(normalisedPerSecond), "records/s"],
      ["resolve", whole(resolvedPerSecond), "records/s"],
    ],
    ["l", "r", "l"],
  );
}

const whole = (count: number): string => count.toLocaleString("en");

/** Never rounded up to a whole: 1.0000 means that nothing is wrong. */
const rate = (value: number | null): string =>
  value === null ? "–" : (Math.floor(value * 10_000) / 10_000).toFixed(4);

const percent = (part: number, all: number): string =>
  all === 0 ? "–" : `${((part / all) * 100).toFixed(1)} %`;
