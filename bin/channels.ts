/** Prints the catalogue of channels: `npm run channels`, with `-- --markdown` for the READMEs, `--lang zh`. */
import { parseArgs } from "node:util";
import { channels } from "#shared/channels/index.ts";
import { catalogue } from "./channels/catalogue.ts";
import { channelsMarkdown } from "./channels/markdown.ts";
import { languages } from "./channels/words.ts";

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
const print = values.markdown ? channelsMarkdown : catalogue;
console.log(print(channels, language));
