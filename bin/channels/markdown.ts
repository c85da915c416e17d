/** The catalogue of channels as a Markdown table: what both READMEs show. */
import type { Channel } from "#shared/channels/channel.ts";

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

const heads: Record<Language, readonly string[]> = {
  en: [
    "Channel",
    "",
    "How a delivery is authenticated",
    "Trust",
    "What it proves",
    "Event id from",
  ],
  zh: ["渠道", "", "如何验证来源", "信任", "可证实的标识", "事件编号取自"],
};

const trusts: Record<Language, Record<Channel["trust"], string>> = {
  en: { signed: "signed", weak: "weak", token: "token" },
  zh: { signed: "签名", weak: "弱", token: "令牌" },
};

type Entry = Pick<
  Channel,
  "name" | "title" | "authentication" | "trust" | "verifies" | "businessId"
>;

export function channelsMarkdown(channels: readonly Entry[], language: Language): string {
  const head = heads[language];
  const rows = channels.map(({ name, title, authentication, trust, verifies, businessId }) => [
    `\`${name}\``,
    title[language],
    authentication,
    trusts[language][trust],
    verifies.join(", ") || "–",
    businessId,
  ]);
  const rule = head.map(() => "---");
  return [head, rule, ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

/** A bar would end the cell. */
function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
