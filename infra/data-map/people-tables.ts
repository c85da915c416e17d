/** The tables of people and of what was said of them. */
import type { Declaration } from "./declaration.ts";
import {
  erasure,
  eventHashes,
  identifierHashes,
  keyDestroyed,
  onlyHashes,
  personIds,
  tombstonesExpire,
} from "./held.ts";

const untilErased: NonNullable<Declaration["kept"]> = () => ({
  en: "until erased: no term of its own",
  zh: "直至被删除：无固定期限",
});

export const peopleTables: readonly Declaration[] = [
  {
    places: ["Tables/Index"],
    name: { en: "Index of identifiers", zh: "标识索引" },
    purpose: {
      en: "find whose an identifier is; know what was erased when it comes again",
      zh: "查找标识归属；识别再次到达的已删除数据",
    },
    basis: "customer",
    holds: [
      identifierHashes,
      {
        what: {
          en: "combinations such as name with birthday, for possible duplicates",
          zh: "姓名加生日等组合，用于发现疑似重复",
        },
        form: "keyed hash",
        under: "index",
      },
      personIds,
    ],
    kept: untilErased,
    erasers: [
      erasure,
      {
        by: "code",
        file: "functions/duplicates/ask.ts",
        how: {
          en: "rows about possible duplicates go when that lane is told",
          zh: "疑似重复的记录在该通道收到通知后移除",
        },
      },
      tombstonesExpire,
    ],
    leaves: ({ tombstoneYears }) => ({
      en: `the keyed hash of each identifier with the moment of the erasure, ${tombstoneYears} years, or until lifted where the person asked not to be known again: so that nobody comes back`,
      zh: `各标识的带密钥哈希及删除时刻，保留 ${tombstoneYears} 年；若本人要求不再被收录，则保留至解除为止：以防数据复现`,
    }),
    exporter: onlyHashes,
    staff: [],
  },
  {
    places: ["Tables/Events"],
    name: { en: "Events", zh: "事件" },
    purpose: {
      en: "what each delivery said: where every value of a record comes from",
      zh: "每次推送的内容：记录中每个值的来源",
    },
    basis: "customer",
    holds: [
      {
        what: {
          en: "all that a delivery said: fields, identifiers, consents, tags, extra answers",
          zh: "推送的全部内容：字段、标识、同意、标签、附加回答",
        },
        form: "sealed",
        under: "person",
      },
      eventHashes,
      personIds,
      { what: { en: "when it was observed", zh: "发生时间" }, form: "clear" },
    ],
    kept: untilErased,
    erasers: [erasure, keyDestroyed, tombstonesExpire],
    leaves: ({ tombstoneYears }) => ({
      en: `the keyed hash of each event's id, the moment and the reason, ${tombstoneYears} years`,
      zh: `各事件编号的带密钥哈希、时刻与原因，保留 ${tombstoneYears} 年`,
    }),
    exporter: { by: "route", routes: ["GET /v1/people/{id}/events"] },
    staff: [
      { role: "viewer", sees: "masked" },
      { role: "steward", sees: "clear" },
      { role: "admin", sees: "clear" },
    ],
  },
  {
    places: ["Tables/People"],
    name: { en: "Golden records", zh: "客户主记录" },
    purpose: { en: "one record per customer", zh: "每位客户一份记录" },
    basis: "customer",
    holds: [
      {
        what: {
          en: "the record: fields, identifiers, consents, tags, and where each comes from",
          zh: "主记录：字段、标识、同意、标签及各自来源",
        },
        form: "sealed",
        under: "person",
      },
      personIds,
    ],
    kept: untilErased,
    erasers: [erasure, keyDestroyed],
    leaves: () => ({
      en: "a random id that says “gone”, without a term",
      zh: "仅表示“已删除”的随机编号，无期限",
    }),
    exporter: {
      by: "route",
      routes: ["GET /v1/people/{id}", "POST /v1/people/search"],
    },
    staff: [
      { role: "viewer", sees: "masked" },
      { role: "compliance", sees: "masked" },
      { role: "steward", sees: "clear" },
      { role: "admin", sees: "clear" },
    ],
  },
  {
    places: ["Tables/Keys"],
    name: { en: "Keys of persons and of days", zh: "个人密钥与日密钥" },
    purpose: {
      en: "to destroy a person's data wherever copies of it are",
      zh: "使个人数据的所有副本均可被销毁",
    },
    basis: "accountability",
    holds: [
      {
        what: { en: "one data key a person", zh: "每人一把数据密钥" },
        form: "sealed",
        under: "person",
      },
      {
        what: { en: "one data key a day of quarantine", zh: "隔离区每日一把数据密钥" },
        form: "sealed",
        under: "quarantine",
      },
      {
        what: { en: "one data key a request", zh: "每份请求一把数据密钥" },
        form: "sealed",
        under: "person",
      },
      personIds,
    ],
    kept: untilErased,
    erasers: [
      erasure,
      {
        by: "code",
        file: "shared/stores/privacy/requests.ts",
        how: { en: "keys of requests go as these end", zh: "请求密钥随请求办结销毁" },
      },
      {
        by: "code",
        file: "functions/expire/handler.ts",
        how: { en: "keys of days go with their quarantine", zh: "日密钥随隔离数据到期销毁" },
      },
    ],
    exporter: {
      by: "none",
      because: { en: "keys say nothing of anybody", zh: "密钥本身不含个人内容" },
    },
    staff: [],
  },
];
