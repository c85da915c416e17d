/** What operators look at: logs, metrics and alarms. No line of them holds what a customer said. */
import { askingChannels } from "../fetch.ts";
import { qualityReaders } from "#shared/domain/staff.ts";
import { type Declaration, nothingPersonal } from "./declaration.ts";

const lines = {
  purpose: { en: "find faults", zh: "排查故障" },
  basis: "operation",
  holds: [
    {
      what: {
        en: "ids of events, reviews, settlements and requests",
        zh: "事件、待办、结算与请求的编号",
      },
      form: "pseudonym",
    },
  ],
  erasers: [
    {
      by: "expiry",
      how: {
        en: "lines expire; their ids lead to nobody after an erasure",
        zh: "日志到期清除；删除后其中编号不再指向任何人",
      },
    },
  ],
  exporter: { by: "none", because: { en: "ids only", zh: "仅含编号" } },
  staff: [],
} as const satisfies Partial<Declaration>;

export const operations: readonly Declaration[] = [
  {
    ...lines,
    places: [
      "EdgeLogs",
      "Consumer/Logs",
      "Quarantine/Logs",
      "Duplicates/Logs",
      "StaffApi/Logs",
      "Expiry/Logs",
      "Inspection/Logs",
      "AuditDigest/Logs",
      "Erasure/Logs",
      "Metrics/Logs",
      "Pages/Logs",
    ],
    name: { en: "Logs of the functions", zh: "函数日志" },
  },
  {
    ...lines,
    places: ["Fetch/Logs"],
    isIn: (tenant) => askingChannels(tenant).length > 0,
    name: { en: "Log of the function that asks providers", zh: "向平台查询函数的日志" },
  },
  {
    ...nothingPersonal,
    places: ["Http/AccessLog"],
    name: { en: "Access log", zh: "访问日志" },
    purpose: {
      en: "see failures: route, status and time, no address, path or user agent",
      zh: "观察失败：仅含路由、状态与耗时，不含地址、路径或用户代理",
    },
  },
  {
    ...nothingPersonal,
    places: ["LogMetrics/*"],
    name: { en: "Metrics", zh: "指标" },
    purpose: { en: "count refusals and failures", zh: "统计拒绝与失败次数" },
    // CloudWatch keeps hourly sums so long: docs.aws.amazon.com, cloudwatch_concepts.
    kept: () => ({ en: "15 months, counts only", zh: "15 个月，仅为计数" }),
  },
  {
    places: ["Tables/Quality"],
    name: { en: "Counters of quality", zh: "质量计数" },
    purpose: {
      en: "see whether a source can be trusted: counts by source and day, no value of anybody",
      zh: "判断来源是否可信：按来源和日期计数，不含任何人的值",
    },
    basis: "operation",
    holds: [
      {
        what: {
          en: "ids of a few events as examples; the last digit of persons' ids",
          zh: "少量示例事件的编号；个人编号的末位",
        },
        form: "pseudonym",
      },
      {
        what: {
          en: "the id of the person at whom an inspection stands",
          zh: "核查进行到的个人编号",
        },
        form: "pseudonym",
      },
      {
        what: {
          en: "names of sources, as forms, shops and accounts call themselves",
          zh: "来源名称，即表单、店铺与账号的自称",
        },
        form: "sealed",
        under: "queue",
      },
      {
        what: {
          en: "reports and alerts of these sources; who of the staff acknowledged or muted one",
          zh: "上述来源的报告与告警；确认或静音告警的员工",
        },
        form: "sealed",
        under: "queue",
      },
    ],
    kept: () => ({ en: "400 days", zh: "400 天" }),
    erasers: [
      {
        by: "expiry",
        how: {
          en: "a day's counters expire; the examples' ids lead to nobody after an erasure",
          zh: "每日计数到期自动清除；删除后示例编号不再指向任何人",
        },
      },
    ],
    exporter: { by: "none", because: { en: "counts and ids only", zh: "仅含计数与编号" } },
    staff: qualityReaders.map((role) => ({ role, sees: "ids" })),
  },
  {
    places: ["Alarms/Topic", "Metrics/Topic"],
    name: { en: "Alarms", zh: "告警" },
    purpose: { en: "tell operators of a fault", zh: "向运维人员通报故障" },
    basis: "operation",
    holds: [
      {
        what: { en: "the e-mail address that alarms go to", zh: "接收告警的邮箱地址" },
        form: "clear",
      },
      {
        what: {
          en: "in messages on their way: names of sources and ids of a few events as examples",
          zh: "传送中的消息：来源名称与少量示例事件的编号",
        },
        form: "pseudonym",
      },
    ],
    kept: () => ({
      en: "while it stands in the tenant's file",
      zh: "与租户文件中的配置一致",
    }),
    erasers: [
      {
        by: "nobody",
        how: {
          en: "an address of the tenant's own: taken out of its file and deployed",
          zh: "租户自己的地址：从租户文件中移除并重新部署",
        },
      },
    ],
    exporter: {
      by: "none",
      because: { en: "it stands in the tenant's file", zh: "见租户文件" },
    },
    staff: [],
  },
];
