/** What a request waits for, and what is to be done about it. */
import type { PrivacyRequest } from "#shared/domain/privacy/request.ts";
import type { Words } from "#shared/lambda/language.ts";

type Step = NonNullable<PrivacyRequest["erasure"]>["step"];

interface NextStep {
  waits: Words;
  todo: Words;
}

export const nextSteps = {
  received: {
    waits: {
      en: "It is being looked up whom this is about.",
      zh: "正在查找涉及的客户。",
    },
    todo: { en: "Open this page again in a minute.", zh: "请一分钟后重新打开此页面。" },
  },
  identity: {
    waits: {
      en: "It is not certain yet that the person who asks is the one whom the data is about.",
      zh: "尚未确认请求人是否为当事人本人。",
    },
    todo: {
      en: "Make sure of it, and note how and where the evidence lies.",
      zh: "请核实，并记录方式和证据所在。",
    },
  },
  doubt: {
    waits: {
      en: "The identity could not be confirmed so far.",
      zh: "身份目前未能核实。",
    },
    todo: {
      en: "Ask the person for more. Confirm it when that has come; or deny the request with that ground.",
      zh: "请向请求人索取更多信息，收到后再核实；或以此为由拒绝请求。",
    },
  },
  choice: {
    waits: {
      en: "More than one person was found, or the identifier is shared: it has to be said who is meant.",
      zh: "找到多位客户，或该标识为多人共用：须确定当事人。",
    },
    todo: {
      en: "Choose who is meant. When in doubt, ask the person for another identifier.",
      zh: "请选定当事人。如有疑问，请向请求人索取其他标识。",
    },
  },
  preview: {
    waits: {
      en: "The identity is confirmed, and the data is restricted. Nobody has looked yet at what would be erased.",
      zh: "身份已核实，数据已限制处理。尚未查看将删除的内容。",
    },
    todo: { en: "Make a preview.", zh: "请生成预览。" },
  },
  approval: {
    waits: {
      en: "It waits for an approval of exactly what the preview shows.",
      zh: "等待批准预览所示内容。",
    },
    todo: {
      en: "Look at the preview. Approve it, or deny the request with a ground.",
      zh: "请查看预览并批准；或说明依据拒绝请求。",
    },
  },
  colleague: {
    waits: {
      en: "It waits for the approval of a colleague: nobody approves a request of their own.",
      zh: "等待同事批准：任何人不得批准自己登记的请求。",
    },
    todo: {
      en: "Give the number of this request to somebody else with the role compliance or administrator.",
      zh: "请将此请求的编号告知其他合规专员或管理员。",
    },
  },
  coolingOff: {
    waits: { en: "It waits for the cooling-off to end on", zh: "等待冷静期结束：" },
    todo: {
      en: "Nothing: the erasure then begins by itself. Until then it can still be cancelled or put on hold.",
      zh: "无需操作：届时自动开始删除。在此之前仍可取消或搁置。",
    },
  },
  standing: {
    waits: {
      en: "Holds on its data are in force.",
      zh: "相关数据有保留生效。",
    },
    todo: {
      en: "Nothing: it goes on by itself when they end. Or lift them, where their ground is gone.",
      zh: "无需操作：保留结束后自动继续。如依据已不存在，请解除保留。",
    },
  },
  holdUntil: {
    waits: { en: "It is on hold until", zh: "已搁置至" },
    todo: {
      en: "Nothing: it goes on by itself. Or go on now, where the ground is gone. Its clocks run meanwhile.",
      zh: "无需操作：届时自动继续。如依据已不存在，可立即继续。期限照常计算。",
    },
  },
  holdOpen: {
    waits: { en: "It is on hold without an end.", zh: "已搁置，未设结束日期。" },
    todo: {
      en: "Go on when the ground is gone. Its clocks run meanwhile.",
      zh: "依据不存在时请继续处理。期限照常计算。",
    },
  },
  erasing: {
    waits: { en: "The erasure is running.", zh: "正在删除。" },
    todo: {
      en: "Nothing: it goes on by itself, also after an interruption. The certificate comes at its end.",
      zh: "无需操作：自动进行，中断后也会继续。完成后生成证书。",
    },
  },
  completed: {
    waits: { en: "It is done: everything is erased.", zh: "已完成：全部删除。" },
    todo: {
      en: "Tell the person. The certificate proves it, and can be printed.",
      zh: "请告知当事人。删除证书可打印。",
    },
  },
  partially: {
    waits: {
      en: "It is done: all is erased but what had to stay.",
      zh: "已完成：除依法须保留部分外已删除。",
    },
    todo: {
      en: "Tell the person what stays, and why. The certificate can be printed.",
      zh: "请告知当事人保留的内容和理由。删除证书可打印。",
    },
  },
  denied: {
    waits: { en: "It was denied; nothing was erased.", zh: "已拒绝，未删除任何数据。" },
    todo: {
      en: "Tell the person why, and where they can complain.",
      zh: "请告知当事人理由及投诉渠道。",
    },
  },
  cancelled: {
    waits: { en: "It was cancelled; nothing was erased.", zh: "已取消，未删除任何数据。" },
    todo: {
      en: "Nothing. If the person still asks, file a new request.",
      zh: "无需操作。如当事人仍有要求，请重新登记。",
    },
  },
} satisfies Record<string, NextStep>;

export const erasureSteps: Readonly<Record<Step, Words>> = {
  fence: { en: "Nobody may change these persons any more", zh: "锁定相关客户" },
  plan: { en: "What has to go is being listed", zh: "列出须删除的内容" },
  stamp: {
    en: "Identifiers are marked, so that late data stays out",
    zh: "标记标识，拦截迟到数据",
  },
  destroy: { en: "Keys are being destroyed", zh: "销毁密钥" },
  clear: { en: "Rows are being removed", zh: "清除数据行" },
  settle: { en: "Others who shared a value are being settled", zh: "处理与他人共用的内容" },
  verify: { en: "It is being read whether anything is left", zh: "核验是否有残留" },
  certify: { en: "The certificate is being signed", zh: "签署证书" },
  sweep: { en: "Copies run out in backups and queues", zh: "等待备份和队列中的副本过期" },
};
