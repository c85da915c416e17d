/** The parameter store: what everything is sealed with, and the secrets shared with providers. */
import { askingChannels } from "../fetch.ts";
import { type Declaration, nothingPersonal } from "./declaration.ts";

const untilReplaced: NonNullable<Declaration["kept"]> = () => ({
  en: "until replaced or deleted by an operator",
  zh: "直至运维人员更换或删除",
});

export const parameters: readonly Declaration[] = [
  {
    ...nothingPersonal,
    places: ["parameters/keys/*"],
    name: { en: "The tenant's keys", zh: "租户密钥" },
    purpose: {
      en: "seal, hash and sign; whoever reads them can read what they seal",
      zh: "加密、哈希与签名；可读密钥者即可读其所加密内容",
    },
    kept: untilReplaced,
  },
  {
    ...nothingPersonal,
    places: ["parameters/channels/*"],
    name: { en: "Secrets of channels", zh: "渠道密钥" },
    purpose: { en: "authenticate deliveries", zh: "验证推送来源" },
    kept: untilReplaced,
  },
  {
    ...nothingPersonal,
    places: ["parameters/tokens/*"],
    isIn: (tenant) => askingChannels(tenant).length > 0,
    name: { en: "Access tokens", zh: "访问令牌" },
    purpose: {
      en: "ask providers for customers whom they announced",
      zh: "向平台查询其通知的客户",
    },
    kept: untilReplaced,
  },
];
