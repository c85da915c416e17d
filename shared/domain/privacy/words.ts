/** The steps of a request, for a person to read. */
import type { StepName } from "./command.ts";

export const stepWords: Readonly<Record<StepName, { en: string; zh: string }>> = {
  received: { en: "The request came in", zh: "收到请求" },
  located: { en: "It was looked up whom it is about", zh: "查找相关客户" },
  identity_confirmed: { en: "The identity was confirmed", zh: "身份已核实" },
  identity_failed: { en: "The identity could not be confirmed", zh: "身份未能核实" },
  chosen: { en: "It was chosen who is meant", zh: "选定当事人" },
  previewed: { en: "It was counted what would be erased", zh: "预览删除范围" },
  approved: { en: "The erasure was approved", zh: "删除已批准" },
  sent_back: {
    en: "What was approved has changed: it has to be approved again",
    zh: "批准后情况有变，需重新批准",
  },
  held: { en: "The request was put on hold", zh: "请求已搁置" },
  resumed: { en: "The request goes on", zh: "请求继续处理" },
  extended: { en: "The time to answer was extended", zh: "答复期限已延长" },
  escalated: { en: "It was told how much of the time is used", zh: "期限提醒" },
  erasing: { en: "The erasure began", zh: "开始删除" },
  progressed: { en: "The erasure goes on", zh: "删除进行中" },
  completed: { en: "Everything is erased", zh: "全部删除完成" },
  partially_completed: { en: "All is erased but what had to stay", zh: "除依法须保留部分外已删除" },
  finalised: {
    en: "Looked at once more after every window: the certificate is final",
    zh: "所有保留期结束后再次核查：证书成为最终版",
  },
  denied: { en: "The request was denied", zh: "请求被拒绝" },
  cancelled: { en: "The request was cancelled", zh: "请求已取消" },
};
