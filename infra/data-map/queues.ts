/** The queues and their dead letters: what of a person is on its way. */
import type { Declaration } from "./declaration.ts";

const asTheQueueIsSet: NonNullable<Declaration["kept"]> = () => ({
  en: "until handled",
  zh: "直至处理完毕",
});

/** Nobody can look into a queue for one person: what comes too late is known when it arrives. */
const messages = {
  basis: "customer",
  holds: [
    {
      what: { en: "all that a delivery said", zh: "推送的全部内容" },
      form: "sealed",
      under: "queue",
    },
  ],
  kept: asTheQueueIsSet,
  erasers: [
    {
      by: "code",
      file: "shared/domain/identity/late.ts",
      how: {
        en: "what was received before an erasure is dropped when it is handled",
        zh: "删除前收到的数据在处理时被丢弃",
      },
    },
    {
      by: "expiry",
      how: { en: "the queue deletes what nobody handles", zh: "未处理的消息由队列到期删除" },
    },
  ],
  exporter: {
    by: "none",
    because: { en: "on its way: in a moment it is an event", zh: "传输途中：片刻后即成为事件" },
  },
  staff: [],
} as const satisfies Partial<Declaration>;

const candidates = {
  ...messages,
  holds: [{ what: { en: "random ids of persons", zh: "个人的随机编号" }, form: "pseudonym" }],
  erasers: [messages.erasers[1]],
  exporter: {
    by: "none",
    because: { en: "ids only", zh: "仅含编号" },
  },
} as const satisfies Partial<Declaration>;

export const queues: readonly Declaration[] = [
  {
    ...messages,
    places: ["Queues/Events"],
    name: { en: "Queue of events", zh: "事件队列" },
    purpose: {
      en: "answer providers at once, and lose nothing",
      zh: "即时应答平台，且不丢失任何数据",
    },
  },
  {
    ...messages,
    places: ["Queues/DeadLetters"],
    name: { en: "Dead letters", zh: "死信队列" },
    purpose: {
      en: "what failed five times, on its way to quarantine",
      zh: "五次失败的消息，转入隔离区",
    },
  },
  {
    ...candidates,
    places: ["Queues/Candidates"],
    name: { en: "Queue of possible duplicates", zh: "疑似重复队列" },
    purpose: { en: "look for persons who are there twice", zh: "查找重复的个人" },
  },
  {
    ...candidates,
    places: ["Queues/FailedCandidates"],
    name: { en: "Possible duplicates that failed", zh: "疑似重复死信" },
    purpose: {
      en: "comparisons that failed five times, until the fault is mended",
      zh: "五次失败的比对，待故障修复",
    },
  },
];
