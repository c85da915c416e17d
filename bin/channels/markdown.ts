/** The catalogue of channels as a Markdown table: what both READMEs show. */
import type { Channel } from "#shared/channels/channel.ts";
import { grouped } from "./grouped.ts";
import { confirmations, groups, type Language, trusts } from "./words.ts";

const heads: Record<Language, readonly string[]> = {
  en: [
    "Channel",
    "",
    "How a delivery is authenticated",
    "Trust",
    "What it proves",
    "Event id from",
    "Answer",
    "Confirmed by",
  ],
  zh: ["渠道", "", "如何验证来源", "信任", "可证实的标识", "事件编号取自", "应答", "依据"],
};

type Entry = Pick<
  Channel,
  | "name"
  | "title"
  | "group"
  | "authentication"
  | "trust"
  | "verifies"
  | "businessId"
  | "answer"
  | "confirmation"
>;

export function channelsMarkdown(channels: readonly Entry[], language: Language): string {
  const head = heads[language];
  const rows = grouped(channels).flatMap(({ group, channels: members }) => [
    // A row may end early: its other cells are empty.
    [`*${groups[group][language]}*`],
    ...members.map((channel) => cellsOf(channel, language)),
  ]);
  const rule = head.map(() => "---");
  return [head, rule, ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

function cellsOf(channel: Entry, language: Language): string[] {
  const { name, title, authentication, trust, verifies, businessId } = channel;
  return [
    `\`${name}\``,
    title[language],
    authentication,
    trusts[trust][language],
    verifies.join(", ") || "–",
    businessId,
    channel.answer,
    confirmations[channel.confirmation][language],
  ];
}

/** A bar would end the cell. */
function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
