import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { channelsMarkdown } from "#bin/channels/markdown.ts";
import { languages } from "#bin/channels/words.ts";
import { channels } from "#shared/channels/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const textOf = (file: string) => readFileSync(join(root, file), "utf8");
const files = { en: "README.md", zh: "README.zh-CN.md" };
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(textOf("package.json")));

const promises = [
  "Accounted for",
  "Once",
  "Order-free",
  "Pointed",
  "Folded",
  "Reversible",
  "Erased stays erased",
  "Sealed",
  "No poison",
  "Live",
];

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
function block(text: string, name: string): string | undefined {
  return new RegExp(`<!-- ${name} -->\n([^]*?)\n<!-- /${name} -->`).exec(text)?.[1];
}

function rows(table: string | undefined): number {
  return table?.split("\n").length ?? 0;
}

describe.each(languages)("the README (%s)", (language) => {
  const text = textOf(files[language]);

  it("shows the channels that there are", () => {
    expect(block(text, "channels")).toBe(channelsMarkdown(channels, language));
  });

  it("names only commands that there are", () => {
    const named = [...text.matchAll(/npm (?:run )?(start|test|(?<=run )[a-z:-]*[a-z])/g)];
    const unknown = named.map(([, name = ""]) => name).filter((name) => !(name in scripts));
    expect(named.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });

  it("names every promise, in order", () => {
    const named = [
      ...text.matchAll(/^\| \*\*([A-Z][A-Za-z -]+?)(?: \p{Script=Han}[^*]*)?\*\* \|/gmu),
    ];
    expect(named.map(([, name]) => name)).toEqual(promises);
  });

  it("is tight, but for the table that grows by a line a channel", () => {
    const written = text.replace(block(text, "channels") ?? "", "");
    expect(written.split("\n").length).toBeLessThan(440);
    expect(text).not.toMatch(/shields\.io|badge/);
  });
});

it("the READMEs have the same sections, tables and commands", () => {
  const [en, zh] = [textOf(files.en), textOf(files.zh)];
  const headings = (text: string) => text.match(/^## /gm)?.length;
  expect(headings(zh)).toBe(headings(en));
  expect(rows(block(zh, "numbers"))).toBe(rows(block(en, "numbers")));
  const programs = (text: string) => text.match(/(?<=^\| `)npm [^`]+(?=` \|)/gm);
  expect(programs(zh)).toEqual(programs(en));
  const map = (text: string) => text.match(/^[\w/-]+\/(?=\s{2,}\S)/gm);
  expect(map(zh)).toEqual(map(en));
});

it("a table of channels escapes what would end a cell", () => {
  const channel = {
    name: "fax",
    title: { en: "Fax", zh: "传真" },
    authentication: "a | b",
    trust: "weak" as const,
    group: "call" as const,
    verifies: [],
    businessId: "page",
    answer: "a whistle",
    confirmation: "unconfirmed" as const,
  };
  expect(channelsMarkdown([channel], "en").split("\n").slice(2)).toEqual([
    "| *Calls and service* |",
    "| `fax` | Fax | a \\| b | weak | – | page | a whistle | unconfirmed: off by default |",
  ]);
});
