/** Prints the catalogue of channels: `npm run channels`, as Markdown with `-- --markdown --lang zh`. */
import { parseArgs } from "node:util";
import Table from "cli-table3";
import type { Channel } from "#shared/channels/channel.ts";
import { channels } from "#shared/channels/index.ts";
import { grouped } from "./channels/grouped.ts";
import { channelsMarkdown } from "./channels/markdown.ts";
import { confirmations, groups, languages } from "./channels/words.ts";

const { values } = parseArgs({
  options: {
    markdown: { type: "boolean", default: false },
    lang: { type: "string", default: "en" },
  },
});
const language = languages.find((each) => each === values.lang);
if (language === undefined) {
  console.error(`--lang is one of ${languages.join(", ")}`);
  process.exit(1);
}
console.log(values.markdown ? channelsMarkdown(channels, language) : catalogue());

function catalogue(): string {
  const table = new Table({
    head: ["Channel", "Authentication", "Trust", "Verifies", "Event id", "Answer", "Confirmed by"],
    colWidths: [18, 32, 8, 17, 22, 20, 14],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { group, channels: members } of grouped(channels)) {
    table.push([{ content: groups[group].en.toUpperCase(), colSpan: 7 }]);
    table.push(...members.map(cellsOf));
  }
  return table.toString();
}

function cellsOf(channel: Channel): string[] {
  return [
    `${channel.name}\n${channel.title.en}`,
    channel.authentication,
    channel.trust,
    channel.verifies.join("\n") || "–",
    channel.businessId,
    channel.answer.replaceAll("`", ""),
    confirmations[channel.confirmation].en,
  ];
}
