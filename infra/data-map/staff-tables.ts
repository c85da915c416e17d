/** The tables of what staff see and decide, and of the proof that they did. */
import type { Declaration } from "./declaration.ts";
import {
  eventHashes,
  identifierHashes,
  onlyHashes,
  personIds,
  staffNames,
  tombstonesExpire,
} from "./held.ts";

export const staffTables: readonly Declaration[] = [
  {
    places: ["Tables/Reviews"],
    name: { en: "What waits for a human, and what humans decided", zh: "待人工处理事项与人工决定" },
    purpose: {
      en: "keep what was authentic but not understood; ask and remember who is who",
      zh: "保存真实但无法解析的推送；提问并记录身份判定",
    },
    basis: "customer",
    holds: [
      {
        what: {
          en: "whole deliveries in quarantine, of whomever they are about",
          zh: "隔离区中的完整推送，无论涉及何人",
        },
        form: "sealed",
        under: "quarantine",
      },
      {
        what: {
          en: "events on their way through a settlement, until it is done",
          zh: "结算过程中的事件，直至完成",
        },
        form: "sealed",
        under: "person",
      },
      identifierHashes,
      personIds,
      {
        what: { en: "ids of events that decisions name", zh: "决定所涉事件编号" },
        form: "pseudonym",
      },
      staffNames,
    ],
    kept: ({ retention: { quarantineDays } }) => ({
      en: `deliveries ${quarantineDays} days; questions and decisions without a term`,
      zh: `推送 ${quarantineDays} 天；问题与决定无固定期限`,
    }),
    erasers: [
      {
        by: "code",
        file: "functions/expire/handler.ts",
        how: {
          en: "deliveries expire daily, and the key of their day is destroyed: not by person",
          zh: "推送每日到期清除并销毁当日密钥：不按个人",
        },
      },
      {
        by: "code",
        file: "shared/engine/erase.ts",
        how: {
          en: "an erasure closes the questions about values that nobody shares any more",
          zh: "删除流程关闭不再有争议的相关问题",
        },
      },
    ],
    leaves: () => ({
      en: "keyed hashes and ids in closed questions and in decisions: they lead to nobody any more",
      zh: "已关闭问题与决定中的哈希和编号：不再指向任何人",
    }),
    exporter: {
      by: "none",
      because: {
        en: "a delivery in quarantine is nobody's until it is understood; the rest are ids",
        zh: "隔离中的推送在解析前无法归属个人；其余仅为编号",
      },
    },
    staff: [
      { role: "steward", sees: "clear" },
      { role: "admin", sees: "clear" },
    ],
  },
  {
    places: ["Tables/Audit"],
    name: { en: "Audit", zh: "审计" },
    purpose: { en: "prove who saw or decided what", zh: "证明谁查看或决定了什么" },
    basis: "accountability",
    holds: [
      staffNames,
      personIds,
      {
        what: { en: "the identifier that was searched for", zh: "被检索的标识" },
        form: "keyed hash",
        under: "index",
      },
    ],
    kept: () => ({ en: "without a term: chains are append-only", zh: "无固定期限：链式只追加" }),
    erasers: [
      {
        by: "nobody",
        how: {
          en: "kept as proof (GDPR art. 17(3)(b), (e)); its ids lead to nobody after an erasure",
          zh: "作为证明保留（GDPR 第17条第3款(b)、(e)项；《个人信息保护法》第五十四条）；删除后编号不再指向任何人",
        },
      },
    ],
    exporter: onlyHashes,
    staff: [
      { role: "auditor", sees: "ids" },
      { role: "admin", sees: "ids" },
    ],
  },
  {
    places: ["Tables/Privacy"],
    name: { en: "Requests, holds and the ledger of erasures", zh: "个人请求、保全与删除台账" },
    purpose: {
      en: "answer requests in time; prove an erasure, and repeat it after a restore",
      zh: "按时答复请求；证明已删除，并在恢复备份后重新执行",
    },
    basis: "rights",
    holds: [
      {
        what: {
          en: "what a request names: identifiers and a note, until it has ended",
          zh: "请求所列标识与备注，直至请求办结",
        },
        form: "sealed",
        under: "person",
      },
      identifierHashes,
      eventHashes,
      personIds,
      {
        what: {
          en: "references, reasons and grounds, in which no address and no long number may stand",
          zh: "参考编号、理由与依据，其中不得出现地址或长号码",
        },
        form: "clear",
      },
      staffNames,
    ],
    kept: ({ tombstoneYears }) => ({
      en: `the ledger ${tombstoneYears} years from the erasure; requests, certificates and holds without a term (CCPA regulations § 7101: 24 months at least)`,
      zh: `台账自删除起 ${tombstoneYears} 年；请求、证明与保全无固定期限（CCPA 条例第 7101 条：至少 24 个月）`,
    }),
    erasers: [
      {
        by: "code",
        file: "shared/stores/privacy/requests.ts",
        how: {
          en: "a request's own key is destroyed as it ends",
          zh: "请求办结时销毁其专属密钥",
        },
      },
      tombstonesExpire,
    ],
    leaves: () => ({
      en: "that there was a request, how it went, and keyed hashes: the proof",
      zh: "曾有请求、办理经过及带密钥哈希：作为证明",
    }),
    exporter: {
      by: "route",
      routes: ["GET /v1/requests/{id}", "GET /v1/requests/{id}/certificate"],
    },
    staff: [
      { role: "compliance", sees: "clear" },
      { role: "admin", sees: "clear" },
      { role: "auditor", sees: "ids" },
    ],
  },
];
