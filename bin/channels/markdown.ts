/** The catalogue of channels as a Markdown table: what both READMEs show. */
import { grouped } from "./grouped.ts";
import { cellsOf, heads, type Listed } from "./row.ts";
import { groups } from "#shared/channels/group-words.ts";
import type { Language } from "./words.ts";

export function channelsMarkdown(channels: readonly Listed[], language: Language): string {
  const [name = "", ...others] = heads[language];
  const head = [name, "", ...others];
  const rows = grouped(channels).flatMap(({ group, channels: members }) => [
    // A row may end early: its other cells are empty.
    [`*${groups[group][language]}*`],
    ...members.map((channel) => [
      `\`${channel.name}\``,
      channel.title[language],
      ...cellsOf(channel, language),
    ]),
  ]);
  const rule = head.map(() => "---");
  return [head, rule, ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

/** A bar would end the cell. */
function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
