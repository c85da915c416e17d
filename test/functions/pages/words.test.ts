/** What the pages say: all of it in both languages. */
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import * as z from "zod";

const folder = new URL("../../../functions/pages/words/", import.meta.url);
const catalogues = await Promise.all(
  readdirSync(folder).map(async (name) => {
    const words = (await import(new URL(name, folder).href)) as Record<string, unknown>;
    return { name, said: Object.entries(words).flatMap(([key, value]) => saidIn(value, key)) };
  }),
);

interface Said {
  at: string;
  en: string;
  zh: string;
}

/** Words that depend on a count, a name or counts are said for some of them. */
function saidIn(value: unknown, at: string): Said[] {
  if (typeof value === "function") {
    const say = value as (...of: unknown[]) => unknown;
    const asked = [[0], [1], [2], [2, 3], ["x"], [{ events: 1, identifiers: 2 }]];
    return asked.flatMap((of) => saidIn(say(...of), `${at}(${JSON.stringify(of)})`));
  }
  const words = z.object({ en: z.string(), zh: z.string() }).safeParse(value);
  if (words.success) return [{ at, ...words.data }];
  const more = z.record(z.string(), z.unknown()).or(z.array(z.unknown())).safeParse(value);
  return Object.entries(more.data ?? {}).flatMap(([key, each]) => saidIn(each, `${at}.${key}`));
}

/** Names that are the same everywhere. */
const names = /^(GDPR|CCPA|OpenDSR)$/;

it.each(catalogues)("$name says everything in English and in Chinese", ({ said }) => {
  expect(said.length).toBeGreaterThan(0);
  const wrong = said.filter(({ en, zh }) => {
    if (names.test(en)) return en !== zh;
    return en.trim() === "" || /\p{Script=Han}/u.test(en) || !/\p{Script=Han}/u.test(zh);
  });
  expect(wrong).toEqual([]);
});

it.each(catalogues)("$name ends its sentences alike in both", ({ said }) => {
  const ends = (text: string) => /[.。]$/.test(text);
  expect(said.filter(({ en, zh }) => ends(en) !== ends(zh))).toEqual([]);
});
