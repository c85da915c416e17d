/** Prints the catalogue of channels: `npm run channels`, as Markdown with `-- --markdown --lang zh`. */
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { channels } from "#shared/channels/index.ts";
import { channelsMarkdown, languages } from "./channels/markdown.ts";

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
    head: ["Channel", "Authentication", "Trust", "Verifies", "Event id", "Confirmed by"],
    colWidths: [18, 40, 8, 17, 28, 14],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const channel of channels) {
    table.push([
      `${channel.name}\n${channel.title.en}`,
      channel.authentication,
      channel.trust,
      channel.verifies.join("\n") || "–",
      channel.businessId,
      channel.confirmation,
    ]);
  }
  return table.toString();
}
