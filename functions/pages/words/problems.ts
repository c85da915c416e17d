/** What the API refuses, and what to do about it. Its own words are in one language. */
import type { Refusal } from "#shared/domain/privacy/command.ts";
import type { Words } from "#shared/lambda/language.ts";

type Code = Refusal | "another body";

export const problemWords: Readonly<Record<Code, Words>> = {
  "not in this state": {
    en: "The request has moved on meanwhile. See below how it is now, and what can be done.",
    zh: "请求状态已变化。请查看下方最新状态和可执行的操作。",
  },
  "not a candidate": {
    en: "One of these persons was not found by the request's identifiers. Choose among those below, or file a request that names the record.",
    zh: "所选客户并非由该请求的标识找到。请在下方选择，或按客户记录编号登记新请求。",
  },
  "nobody is chosen": {
    en: "It is not said yet who is meant: choose first.",
    zh: "尚未确定当事人：请先选定。",
  },
  "no preview": {
    en: "Nobody has looked at what would be erased: make a preview first.",
    zh: "尚未查看将删除的内容：请先生成预览。",
  },
  "not the preview": {
    en: "There is a newer preview than the one that you approved. Look at it below, and approve that.",
    zh: "已有更新的预览。请查看下方内容后再批准。",
  },
  "changed since": {
    en: "Who is concerned has changed since the preview. Make a new one, look at it, and approve that.",
    zh: "预览之后涉及的客户有变化。请重新预览、查看后再批准。",
  },
  "own request": {
    en: "You filed this request yourself, so you cannot approve it. Ask a colleague with the role compliance or administrator.",
    zh: "此请求由您登记，您不能批准。请联系其他合规专员或管理员。",
  },
  held: {
    en: "Holds are in force on its data. It goes on by itself when they end; or lift them on the page of holds.",
    zh: "相关数据有保留生效。结束后自动继续；也可在“数据保留”页面解除。",
  },
  "cooling off": {
    en: "The cooling-off is not over. The erasure begins by itself afterwards.",
    zh: "冷静期未结束，届时自动开始删除。",
  },
  "in the past": {
    en: "This day is over already. Say one that is still to come, or none.",
    zh: "该日期已过。请填写今天之后的日期，或留空。",
  },
  "no such clock": {
    en: "This law does not apply to the request. Choose one of its clocks.",
    zh: "该法律不适用于此请求。请选择已有的期限。",
  },
  "no extension": {
    en: "This clock cannot be extended, or not any more. The answer is due on the day shown.",
    zh: "该期限不能延长，或已不能再延长。请按所示日期答复。",
  },
  "another body": {
    en: "This form has filed a request already, with other contents. Look for it in the list; to file another, open the form anew.",
    zh: "此表单已登记过另一请求。请在列表中查找；如需另行登记，请重新打开表单。",
  },
};

export const statusWords = {
  busy: {
    en: "Somebody concerned is being worked on at this moment. What you entered is still here: send it again in a few seconds.",
    zh: "相关数据正在处理中。您填写的内容仍在：请几秒后再次提交。",
  },
  tooLarge: {
    en: "This is too long. Shorten it, and send it again.",
    zh: "内容过长。请缩短后再提交。",
  },
  notRead: {
    en: "Something in this form was not understood. Look through it, correct it, and send it again.",
    zh: "表单中有内容无法识别。请检查修改后再次提交。",
  },
  silent: {
    en: "No answer came in time. Look first whether it was carried out; if not, send it again.",
    zh: "未及时得到响应。请先查看操作是否已执行；如未执行，请再次提交。",
  },
  failed: {
    en: "Something went wrong on our side. What you entered is still here: look whether it was carried out, and else send it again in a minute.",
    zh: "系统出错。您填写的内容仍在：请先查看是否已执行，否则请一分钟后再次提交。",
  },
};
