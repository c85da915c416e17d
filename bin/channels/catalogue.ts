/** The catalogue of channels as a table for a terminal. */
import Table from "cli-table3";
import { wrapped } from "./columns.ts";
import { grouped } from "./grouped.ts";
import { cellsOf, heads, type Listed } from "./row.ts";
import { groups } from "#shared/channels/group-words.ts";
import type { Language } from "./words.ts";

/** Columns of text for each of the heads but the first, whose names are never broken. */
const widths = [30, 6, 15, 21, 21, 14];

export function catalogue(channels: readonly Listed[], language: Language): string {
  const nameWidth = Math.max(...channels.map(({ name }) => name.length));
  const columns = [nameWidth, ...widths];
  const fit = (cells: readonly string[]) =>
    cells.map((cell, at) => wrapped(cell.replaceAll("`", ""), columns[at] ?? 0));
  const table = new Table({ head: fit(heads[language]), style: { head: [], border: [] } });
  for (const { group, channels: members } of grouped(channels)) {
    table.push([{ content: groups[group][language].toUpperCase(), colSpan: columns.length }]);
    for (const channel of members) {
      const [name = "", ...others] = fit([channel.title[language], ...cellsOf(channel, language)]);
      table.push([`${channel.name}\n${name}`, ...others]);
    }
  }
  return table.toString();
}
