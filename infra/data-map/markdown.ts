/** The record as a document to read, sign and keep. */
import type { Language } from "./declaration.ts";
import type { ProcessingRecord } from "./record.ts";
import { cellsOf, heads } from "./row.ts";
import { labels } from "./words.ts";

export function recordMarkdown(record: ProcessingRecord, language: Language): string {
  const say = (label: keyof typeof labels): string => labels[label][language];
  const { tenant, stage, laws, stores, assessment } = record;
  return [
    `# ${say("title")}: ${tenant}`,
    `${say("made")} (${stage}; ${laws.join(", ")})`,
    `## ${say("controller")}`,
    bullets(record.controller.map((line) => `☐ ${line}`)),
    `## ${say("purposes")}`,
    bullets(
      record.purposes.map(
        ({ basis, grounds, purposes }) => `${basis} (${grounds}): ${purposes.join("; ")}`,
      ),
    ),
    `## ${say("categories")}`,
    say("subjects"),
    bullets(fieldLines(record)),
    `## ${say("sources")}`,
    bullets(record.sources.map(({ channel, title }) => `\`${channel}\` ${title}`)),
    `## ${say("recipients")}`,
    bullets(record.recipients),
    `## ${say("transfers")}`,
    bullets(record.transfers),
    `## ${say("stores")}`,
    table(
      heads(language),
      stores.map((store) => cellsOf(store, language)),
    ),
    `## ${say("security")}`,
    bullets(record.security),
    `## ${say("assessment")}`,
    bullets([...assessment.facts, ...assessment.questions.map((line) => `☐ ${line}`)]),
  ].join("\n\n");
}

/** A line for each degree. */
function fieldLines({ fields }: ProcessingRecord): string[] {
  const byDegree = Map.groupBy(fields, ({ sensitivity }) => sensitivity);
  return [...byDegree].map(
    ([degree, members]) => `${degree}: ${members.map(({ label }) => label).join(", ")}`,
  );
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => "---");
  const lines = [head, rule, ...rows].map((cells) => cells.map(escaped).join(" | "));
  return lines.map((line) => `| ${line} |`).join("\n");
}

/** A bar would end the cell, a line the row. */
const escaped = (cell: string): string => cell.replaceAll("|", "\\|").replaceAll("\n", "<br>");
