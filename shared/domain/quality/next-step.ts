/** What to do about an alert: the next step of whoever reads it. */
import type { FindingKind } from "./alert.ts";
import type { Words } from "./words.ts";

export const nextSteps: Readonly<Record<FindingKind, Words>> = {
  silence: {
    en: "Check that the form is online, that its webhook still points here, and that its secret was not changed.",
    zh: "请检查表单是否在线、Webhook 地址是否仍指向本系统、密钥是否被更换。",
  },
  "silence everywhere": {
    en: "If it was a holiday, nothing. Otherwise check the public address, its certificate and the queue.",
    zh: "若为节假日可忽略；否则请检查公网地址、证书和队列。",
  },
  missing: {
    en: "See whether the form was changed: a question removed, renamed, or no longer mandatory.",
    zh: "请查看表单是否被修改：题目被删除、改名或不再必填。",
  },
  invalid: {
    en: "See an example, then let the form check the format before it is sent.",
    zh: "请查看示例，并在表单端增加格式校验。",
  },
  "made-up": {
    en: "Ask for less, or confirm phone numbers by a code: people type nonsense past mandatory fields.",
    zh: "请减少必填项，或用验证码确认手机号。",
  },
  contradictions: {
    en: "See an example. If this source is wrong, give it a lower trust tier; if it is right, the other one.",
    zh: "请查看示例。若此来源有误，请降低其信任级别；否则降低另一来源。",
  },
  duplicates: {
    en: "Nothing is stored twice. See whether the provider reports timeouts, or whether two webhooks are set up for the same form.",
    zh: "重复数据不会入库。请查看对方是否提示超时，或同一表单是否配置了两个 Webhook。",
  },
  "clock ahead": {
    en: "Its clock is fast, or it sends local time as UTC: correct it there. Until then these values win over later ones for five minutes at most.",
    zh: "对方时钟偏快，或把本地时间当作 UTC 发送，请在对方系统修正。此前这些值最多只会被当作晚五分钟。",
  },
  "clock offset": {
    en: "If it does not send in batches, its clock or its time zone is wrong: values from it lose against older ones.",
    zh: "若对方并非批量发送，则其时钟或时区有误，其数据会输给实际更旧的数据。",
  },
  "generic values": {
    en: "Look at the reviews: block a shop's own number, lift one that truly belongs to one person.",
    zh: "请查看待办：门店公用号码请屏蔽，确属一人的请解除。",
  },
  "review backlog": {
    en: "Begin with contested links: until they are answered customers are looked up under the wrong person.",
    zh: "请先处理有争议的关联，处理前可能查到错误的客户。",
  },
  "dead letters": {
    en: "Replay them from the reviews once the cause is mended; they expire with the quarantine.",
    zh: "排除原因后请在待办中重放；隔离期满后将被清除。",
  },
  deadlines: {
    en: "Open the requests and take the next step of each, the first due first.",
    zh: "请打开请求，按到期先后逐项处理。",
  },
};
