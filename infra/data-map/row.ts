/** One store as a row, for whoever shows it in columns. */
import type { Language } from "./declaration.ts";
import type { StoreEntry } from "./record.ts";
import { labels } from "./words.ts";

const columns = [
  "place",
  "purpose",
  "basis",
  "data",
  "retention",
  "erasers",
  "exporter",
  "functions",
  "staff",
] as const;

export const heads = (language: Language): string[] =>
  columns.map((column) => labels[column][language]);

/** In the order of the heads; lines within a cell are parted by line ends. */
export function cellsOf(store: StoreEntry, language: Language): string[] {
  const { name, places, data, functions, staff } = store;
  const nothing = labels.nothing[language];
  const lines = (each: readonly string[]): string => each.join("\n") || nothing;
  return [
    `${name}\n${places.join(", ")}`,
    store.purpose,
    store.basis,
    lines(
      data.map(({ what, form, key }) => {
        const under = key === undefined ? "" : `, ${labels.under[language]} ${key}`;
        return `${what}: ${form}${under}`;
      }),
    ),
    lines(store.retention),
    lines(store.erasers),
    store.exporter,
    lines(
      functions.map(
        ({ name: each, opens }) => each + (opens ? ` (${labels.opens[language]})` : ""),
      ),
    ),
    lines(staff.map(({ role, sees }) => `${role} (${sees})`)),
  ];
}
