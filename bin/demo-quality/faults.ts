/** What goes wrong at six of the sources: each from one day on, and never by itself well again. */
import type { FindingKind } from "#shared/domain/quality/alert.ts";
import type { FixKind } from "#shared/domain/quality/fixes.ts";
import type { Words } from "#shared/domain/quality/words.ts";
import type { Random } from "../random.ts";
import type { Said } from "./said.ts";

export interface Fault {
  source: string;
  /** Counted from 0; see `traffic.ts` for which weekday that is. */
  fromDay: number;
  words: Words;
  /** What people should be told of it; nothing else, and of no other source. */
  alert: FindingKind;
  /** How the report lists it, beside the alert, of the week after. */
  listed: { fix: FixKind; fields: readonly string[] } | "duplicates" | "timeliness" | "alerts";
  /** What becomes of one delivery: nothing, another, or several. `other`: what somebody else said. */
  spoil(said: Said, other: Said, random: Random): Said[];
}

const hourMs = 3_600_000;
const clockBehindHours = 3;

const inventedNames = ["测试", "张三", "李四", "aaa", "test"];
const inventedPhones = ["13333333333", "15888888888", "18666666666", "13800138000"];
/** The rest of the people want the prize as well, and say who they are. */
const inventedShare = 0.6;

export const faults: readonly Fault[] = [
  {
    source: "woocommerce:shop.tributary-demo.example",
    fromDay: 37,
    words: {
      en: "moved to a server whose clock is three hours slow",
      zh: "迁移到时钟慢三小时的服务器",
    },
    alert: "clock offset",
    listed: "timeliness",
    spoil: (said) => [{ ...said, at: new Date(said.at.getTime() - clockBehindHours * hourMs) }],
  },
  {
    source: "shopify:tributary-demo.myshopify.com",
    fromDay: 45,
    words: {
      en: "sends everything twice: somebody set up a second webhook",
      zh: "重复配置了 Webhook，所有数据发送两次",
    },
    alert: "duplicates",
    listed: "duplicates",
    spoil: (said) => [said, said],
  },
  {
    source: "typeform:kQ7xTr2M",
    fromDay: 51,
    words: { en: "lost its question for the phone", zh: "表单删除了电话题目" },
    alert: "missing",
    listed: { fix: "missing", fields: ["phone"] },
    spoil: (said) => [{ ...said, phone: undefined }],
  },
  {
    source: "wenjuanxing:5657001",
    fromDay: 53,
    words: {
      en: "offers a prize: people invent names and repeat digits",
      zh: "设置抽奖后出现虚构姓名和重复数字",
    },
    alert: "made-up",
    listed: { fix: "made-up", fields: ["fullName", "phone"] },
    spoil: (said, _other, random) =>
      random.chance(inventedShare)
        ? [
            {
              ...said,
              fullName: random.pick(inventedNames) ?? "",
              phone: random.pick(inventedPhones),
            },
          ]
        : [said],
  },
  {
    source: "pipedrive:13923453",
    fromDay: 58,
    words: {
      en: "imported a list in which two columns had slipped by a row: company and city are somebody else's",
      zh: "导入错行的名单，公司和城市属于他人",
    },
    alert: "contradictions",
    listed: { fix: "contradictions", fields: ["company", "city"] },
    spoil: (said, other) => [{ ...said, company: other.company, city: other.city }],
  },
  {
    source: "webflow:65429eadebe8a9f3a30f62d0",
    fromDay: 61,
    words: { en: "went silent: its webhook was deleted", zh: "Webhook 被删除，不再发送" },
    alert: "silence",
    listed: "alerts",
    spoil: () => [],
  },
];
