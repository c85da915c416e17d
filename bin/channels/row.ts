/** What the catalogue says of one channel, in one language: the cells of its row. */
import type { Channel } from "#shared/channels/channel.ts";
import { confirmations, type Language, textIn, trusts } from "./words.ts";

export type Listed = Pick<
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

export const heads: Record<Language, readonly string[]> = {
  en: [
    "Channel",
    "How a delivery is authenticated",
    "Trust",
    "What it proves",
    "Event id from",
    "Answer",
    "Confirmed by",
  ],
  zh: ["渠道", "如何验证来源", "信任", "可证实的标识", "事件编号取自", "应答", "依据"],
};

/** In the order of the heads, the first left out: each form of the catalogue writes names its own way. */
export function cellsOf(channel: Listed, language: Language): string[] {
  const { authentication, trust, verifies, businessId, answer, confirmation } = channel;
  return [
    textIn(language, authentication),
    trusts[trust][language],
    verifies.join(", ") || "–",
    textIn(language, businessId),
    textIn(language, answer),
    confirmations[confirmation][language],
  ];
}
