/** What stands in the tables of a page, as its reader has it. */
import type { Answered } from "./officer.ts";

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

/** No tags, one blank between words, and no signs that are only for who sees them. */
export function textOf(markup: string): string {
  return markup
    .replace(/<(\w+)[^>]* aria-hidden="true"[^>]*>.*?<\/\1>/gs, " ")
    .replace(/<svg.*?<\/svg>/gs, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, " ")
    .trim();
}

/** Its rows, those of the body; throws where the page has no table of this caption. */
export function rowsIn({ text }: Pick<Answered, "text">, caption: string): string[][] {
  const tables = [...text.matchAll(/<table.*?<\/table>/gs)].map(([table]) => table);
  const found = tables.find((table) => {
    const [, own = ""] = /<caption>(.*?)<\/caption>/s.exec(table) ?? [];
    return textOf(own) === caption;
  });
  if (found === undefined) throw new Error(`there is no table "${caption}"`);
  const [, body = ""] = /<tbody>(.*)<\/tbody>/s.exec(found) ?? [];
  return [...body.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
    [...row.matchAll(/<t[hd][ >].*?<\/t[hd]>/gs)].map(([cell]) => textOf(cell)),
  );
}
