/** Requests in lists, on their receipt and on their own page. */
import type { Law } from "#shared/domain/privacy/law.ts";
import type { PrivacyRequest, RequestState } from "#shared/domain/privacy/request.ts";
import type { Words } from "#shared/lambda/language.ts";

export const stateNames: Readonly<Record<RequestState, Words>> = {
  received: { en: "Received", zh: "已收到" },
  awaiting_identity: { en: "Identity to confirm", zh: "待核实身份" },
  awaiting_approval: { en: "To preview and approve", zh: "待预览和批准" },
  approved: { en: "Approved, cooling off", zh: "已批准，冷静期" },
  on_hold: { en: "On hold", zh: "已搁置" },
  erasing: { en: "Erasing", zh: "正在删除" },
  completed: { en: "Completed", zh: "已完成" },
  partially_completed: { en: "Completed in part", zh: "部分完成" },
  denied: { en: "Denied", zh: "已拒绝" },
  cancelled: { en: "Cancelled", zh: "已取消" },
};

/** Short enough for a table; in full they stand where a clock is explained. */
export const lawNames: Readonly<Record<Law, Words>> = {
  gdpr: { en: "GDPR", zh: "GDPR" },
  ccpa: { en: "CCPA", zh: "CCPA" },
  pipl: { en: "PIPL", zh: "个保法" },
};

export const channelNames: Readonly<Record<PrivacyRequest["channel"], Words>> = {
  page: { en: "these pages", zh: "本页面" },
  api: { en: "the API", zh: "接口" },
  opendsr: { en: "OpenDSR", zh: "OpenDSR" },
};

export const listWords = {
  title: { en: "Data-subject requests", zh: "个人信息权利请求" },
  menu: { en: "Requests", zh: "请求" },
  file: { en: "File a request", zh: "登记请求" },
  open: { en: "Open", zh: "处理中" },
  closed: { en: "Closed", zh: "已结束" },
  shown: { en: "Which requests", zh: "显示哪些请求" },
  openCaption: { en: "Open requests, the earliest due first", zh: "处理中的请求，最早到期者在前" },
  closedCaption: { en: "Closed requests, the latest first", zh: "已结束的请求，最近者在前" },
  foundCaption: { en: "Requests about this identifier", zh: "与该标识有关的请求" },
  noneOpen: { en: "Nothing is open.", zh: "没有处理中的请求。" },
  noneClosed: { en: "Nothing has ended yet.", zh: "还没有已结束的请求。" },
  noneFound: {
    en: "No request about this identifier, open or closed. Look whether it is written in full, or file one.",
    zh: "没有与该标识有关的请求（包括已结束的）。请核对是否填写完整，或登记新请求。",
  },
  next: { en: "More requests", zh: "更多请求" },
  due: { en: "Due", zh: "截止日期" },
  used: { en: "Time", zh: "进度" },
  ended: { en: "Ended", zh: "结束日期" },
  number: { en: "Request", zh: "请求" },
  state: { en: "State", zh: "状态" },
  reference: { en: "Reference", zh: "参考号" },
  received: { en: "Received", zh: "收到日期" },
  filedBy: { en: "Filed by", zh: "登记人" },
  search: { en: "Find the requests of a person", zh: "查找某人的请求" },
  searchHint: {
    en: "Also those that have ended, and of whom nothing else is left. What you enter stays out of the address and of every log.",
    zh: "包括已结束、当事人数据已全部删除的请求。您输入的内容不会出现在网址或日志中。",
  },
  find: { en: "Find", zh: "查找" },
  back: { en: "All requests", zh: "全部请求" },
};

/** How late it is, never by colour alone. */
export const dueWords = {
  left: (days: number): Words => ({
    en: days === 0 ? "today" : `${days} ${days === 1 ? "day" : "days"} left`,
    zh: days === 0 ? "今天" : `还剩 ${days} 天`,
  }),
  late: (days: number): Words => ({
    en: days === 0 ? "late today" : `${days} ${days === 1 ? "day" : "days"} late`,
    zh: days === 0 ? "今天逾期" : `已逾期 ${days} 天`,
  }),
  used: (percent: number): Words => ({ en: `${percent}\u00a0% used`, zh: `已用 ${percent}%` }),
  levels: {
    0: { en: "In good time", zh: "时间充裕" },
    50: { en: "Half the time is used", zh: "时间已过半" },
    80: { en: "Hurry", zh: "请尽快处理" },
    100: { en: "Late", zh: "已逾期" },
  },
  provisional: { en: "provisional", zh: "暂定" },
  provisionalWhy: {
    en: "Provisional: the holidays of that year are not announced yet, so the day may turn out later.",
    zh: "暂定：当年节假日安排尚未公布，实际日期可能更晚。",
  },
  by: { en: "under", zh: "依据" },
  due: { en: "due", zh: "截至" },
};

export const clockWords = {
  title: { en: "Clocks", zh: "法定期限" },
  caption: { en: "One clock for each law, each with its own rules", zh: "每部法律各有期限" },
  law: { en: "Law", zh: "法律" },
  started: { en: "Runs from", zh: "起算" },
  receipt: { en: "Confirm receipt by", zh: "确认收到期限" },
  answer: { en: "Answer by", zh: "答复期限" },
  rule: { en: "Rule", zh: "规则" },
  noReceipt: { en: "no term", zh: "无期限" },
  paused: { en: "stands still since", zh: "中止自" },
  extended: { en: "extended:", zh: "已延长：" },
};

export const receiptWords = {
  title: { en: "The request is filed", zh: "请求已登记" },
  number: { en: "Number", zh: "编号" },
  tell: {
    en: "Give this number to the person who asked; it says nothing about them.",
    zh: "请将此编号告知请求人；编号不含任何个人信息。",
  },
  again: {
    en: "The form was sent twice; there is one request.",
    zh: "表单提交了两次，仅登记一个请求。",
  },
  next: { en: "What happens next", zh: "接下来" },
  steps: [
    {
      en: "Confirm that the person who asks is the one whom the data is about. Until then nothing changes for anybody.",
      zh: "核实请求人即当事人本人。在此之前数据不受任何影响。",
    },
    {
      en: "From then on their data is restricted: stored and protected, and nothing else.",
      zh: "核实后，相关数据即受限制：仅存储和保护，不作他用。",
    },
    {
      en: "Look at a preview of what would be erased. A colleague approves it: nobody approves a request of their own.",
      zh: "预览将被删除的内容，由同事批准：任何人不得批准自己登记的请求。",
    },
    {
      en: "After the cooling-off the erasure runs by itself, and ends with a signed certificate.",
      zh: "冷静期结束后自动删除，完成后生成签名的删除证书。",
    },
  ] satisfies Words[],
  goOn: { en: "Go on with this request", zh: "继续处理此请求" },
  another: { en: "File another", zh: "登记另一个" },
};

export const requestWords = {
  title: (id: string): Words => ({ en: `Request ${id}`, zh: `请求 ${id}` }),
  next: { en: "What to do next", zh: "下一步" },
  facts: { en: "The request", zh: "请求信息" },
  submitted: { en: "Asked on", zh: "提出日期" },
  received: { en: "Received", zh: "收到" },
  ended: { en: "Ended", zh: "结束" },
  filed: { en: "Filed by", zh: "登记人" },
  through: (channel: string): Words => ({ en: `through ${channel}`, zh: `通过${channel}` }),
  you: { en: "you", zh: "您" },
  machine: { en: "by itself", zh: "系统" },
  reference: { en: "Reference", zh: "参考号" },
  note: { en: "Note", zh: "备注" },
  identifiers: { en: "About", zh: "涉及" },
  identifiersGone: {
    en: "Whom it was about is no longer known here.",
    zh: "此处不再保留当事人信息。",
  },
  byPerson: { en: "a person by their id", zh: "按客户编号" },
  masked: { en: "Masked for your role.", zh: "按您的角色已脱敏。" },
  identity: { en: "Identity", zh: "身份" },
  unchecked: { en: "not checked yet", zh: "尚未核实" },
  confirmed: { en: "confirmed", zh: "已核实" },
  failed: { en: "could not be confirmed", zh: "未能核实" },
  suppress: { en: "Later data", zh: "今后的数据" },
  suppressed: {
    en: "is not taken under these identifiers",
    zh: "不再接收这些标识的数据",
  },
  notSuppressed: {
    en: "starts a new record, should the person come back",
    zh: "如当事人再次联系，将建立新记录",
  },
  restriction: { en: "Restriction", zh: "限制处理" },
  restricted: (count: number): Words => ({
    en:
      count === 1 ? "one person's data is restricted" : `the data of ${count} people is restricted`,
    zh: `${count} 位客户的数据已限制处理`,
  }),
  restrictionPending: { en: "being put in force", zh: "正在生效" },
  notRestricted: { en: "none in force", zh: "未生效" },
  denial: { en: "Denied because", zh: "拒绝理由" },
  cancellation: { en: "Cancelled because", zh: "取消原因" },
  hold: { en: "On hold because", zh: "搁置原因" },
  holdUntil: { en: "until", zh: "至" },
  approval: { en: "Approved by", zh: "批准人" },
  timeline: { en: "What happened so far", zh: "处理记录" },
  others: { en: "Other things you can do", zh: "其他操作" },
  certificate: { en: "Certificate of erasure", zh: "删除证书" },
  receipt: { en: "Receipt", zh: "回执" },
};

/** Counts of a step, of a preview, of a certificate. */
export const countNames: Readonly<Record<string, Words>> = {
  people: { en: "people", zh: "客户" },
  events: { en: "events", zh: "事件" },
  identifiers: { en: "identifiers", zh: "标识" },
  keys: { en: "destroyed keys", zh: "已销毁密钥" },
  reviews: { en: "reviews", zh: "待审事项" },
  shared: { en: "identifiers that others keep", zh: "他人保留的共用标识" },
  holds: { en: "holds", zh: "数据保留" },
  done: { en: "done", zh: "已完成" },
  of: { en: "in all", zh: "总数" },
  percent: { en: "percent of the time", zh: "已用时间百分比" },
  survivors: { en: "left over", zh: "残留" },
};

export const foundWords = {
  title: { en: "Who is meant, and what would be erased", zh: "当事人与删除范围" },
  before: { en: "What the preview showed", zh: "预览时的内容" },
  none: {
    en: "Nobody here carries these identifiers. An approval still has a use: late data about them will be kept out.",
    zh: "没有客户使用这些标识。批准后仍会拦截此后到达的相关历史数据。",
  },
  caption: { en: "What an approval erases; preview of", zh: "批准后删除的内容；预览时间" },
  person: { en: "Person", zh: "客户" },
  events: { en: "Events", zh: "事件" },
  identifiers: { en: "Identifiers", zh: "标识" },
  channels: { en: "Events by channel", zh: "各渠道事件" },
  remarks: { en: "To mind", zh: "注意" },
  contested: (count: number): Words => ({
    en: `${count} contested: may be somebody else's`,
    zh: `${count} 个有争议：可能属于他人`,
  }),
  generic: (count: number): Words => ({
    en: `${count} that many people carry: they stay with the others`,
    zh: `${count} 个多人共用：其他人的保留`,
  }),
  sharedWith: (count: number): Words => ({
    en:
      count === 1
        ? "shared with one other, who keeps theirs"
        : `shared with ${count} others, who keep theirs`,
    zh: `与另外 ${count} 人共用，他人的不受影响`,
  }),
  nothing: { en: "nothing", zh: "无" },
  total: { en: "Together", zh: "合计" },
  chosen: { en: "meant", zh: "已选定" },
  unknown: (count: number): Words => ({
    en: `${count} of the identifiers nobody here carries: late data about them will be kept out as well.`,
    zh: `有 ${count} 个标识没有客户使用：此后到达的相关历史数据同样会被拦截。`,
  }),
  holds: (count: number): Words => ({
    en: `${count} ${count === 1 ? "hold is" : "holds are"} in force on this data: nothing is erased before they end.`,
    zh: `这些数据有 ${count} 项保留生效：解除前不会删除。`,
  }),
};
