/** What officers do with a request: what each action is called, asks for and says when it is done. */
import type { Action } from "#shared/domain/privacy/command.ts";
import type { HoldGround } from "#shared/domain/privacy/hold.ts";
import type { denialGrounds, identityMethods } from "#shared/domain/privacy/request.ts";
import type { Words } from "#shared/lambda/language.ts";

interface ActionWords {
  title: Words;
  send: Words;
  done: Words;
}

export const actionWords: Readonly<Record<Action, ActionWords>> = {
  "confirm-identity": {
    title: { en: "Confirm the identity", zh: "核实身份" },
    send: { en: "Note the outcome", zh: "记录结果" },
    done: { en: "The outcome is noted.", zh: "结果已记录。" },
  },
  choose: {
    title: { en: "Choose who is meant", zh: "选定当事人" },
    send: { en: "These are meant", zh: "确认选定" },
    done: { en: "It is noted who is meant.", zh: "当事人已选定。" },
  },
  preview: {
    title: { en: "Preview what would be erased", zh: "预览删除范围" },
    send: { en: "Make a preview", zh: "生成预览" },
    done: { en: "Here is the preview.", zh: "预览已生成。" },
  },
  approve: {
    title: { en: "Approve the erasure", zh: "批准删除" },
    send: { en: "Approve the erasure", zh: "批准删除" },
    done: { en: "The erasure is approved.", zh: "删除已批准。" },
  },
  deny: {
    title: { en: "Deny the request", zh: "拒绝请求" },
    send: { en: "Deny the request", zh: "拒绝请求" },
    done: {
      en: "The request is denied. Tell the person why.",
      zh: "请求已拒绝。请告知当事人理由。",
    },
  },
  hold: {
    title: { en: "Put the request on hold", zh: "搁置请求" },
    send: { en: "Put it on hold", zh: "搁置" },
    done: { en: "The request is on hold.", zh: "请求已搁置。" },
  },
  resume: {
    title: { en: "Go on with the request", zh: "继续处理" },
    send: { en: "Go on", zh: "继续处理" },
    done: { en: "The request goes on.", zh: "请求继续处理。" },
  },
  extend: {
    title: { en: "Extend the time to answer", zh: "延长答复期限" },
    send: { en: "Extend it", zh: "延长" },
    done: {
      en: "The time is extended. Tell the person, with the reason, before the first term ends.",
      zh: "期限已延长。请在原期限届满前告知当事人并说明理由。",
    },
  },
  cancel: {
    title: { en: "Cancel the request", zh: "取消请求" },
    send: { en: "Cancel the request", zh: "取消请求" },
    done: { en: "The request is cancelled.", zh: "请求已取消。" },
  },
};

export const methodNames: Readonly<Record<(typeof identityMethods)[number], Words>> = {
  "signed-in": { en: "They were signed in to their account", zh: "已登录本人账户" },
  "one-time-code": { en: "A one-time code was sent to them and came back", zh: "一次性验证码核验" },
  document: { en: "They showed a document", zh: "出示证件" },
  "known-in-person": { en: "Somebody here knows them in person", zh: "工作人员当面认识" },
  controller: { en: "The company for which we work has checked it", zh: "委托方已核实" },
};

export const denialNames: Readonly<Record<(typeof denialGrounds)[number], Words>> = {
  "identity-not-verified": { en: "The identity could not be confirmed", zh: "无法核实身份" },
  "legal-obligation": { en: "A law obliges us to keep the data", zh: "法律要求保存数据" },
  "legal-claims": { en: "Needed for legal claims", zh: "为法律主张所必需" },
  "free-expression": { en: "Freedom of expression and information", zh: "言论与信息自由" },
  "public-interest": { en: "Public interest, research or health", zh: "公共利益、科研或健康" },
  excessive: { en: "Manifestly unfounded or excessive", zh: "明显无理或过度" },
  "not-covered": { en: "No law gives this right here", zh: "法律未赋予此权利" },
};

export const groundNames: Readonly<Record<HoldGround, Words>> = {
  "legal-obligation": { en: "A law obliges us to keep it", zh: "法律要求保存" },
  "legal-claims": { en: "Legal claims", zh: "法律主张或诉讼" },
  "authority-order": { en: "Order of an authority", zh: "主管机关要求" },
  dispute: { en: "The person disputes something", zh: "当事人有争议" },
  "public-interest": { en: "Public interest", zh: "公共利益" },
};

export const fieldWords = {
  method: { en: "How do you know?", zh: "如何核实？" },
  methodMissing: { en: "Choose how you made sure, or tried to.", zh: "请选择核实方式。" },
  evidence: { en: "Where the evidence lies", zh: "证据所在" },
  evidenceHint: {
    en: "A reference without spaces, such as CASE-1234. Never the document itself, nothing personal.",
    zh: "不含空格的参考号，例如 CASE-1234。请勿填写证件内容或个人信息。",
  },
  evidenceMissing: {
    en: "Say where the evidence lies: a reference without spaces, such as CASE-1234.",
    zh: "请填写证据所在：不含空格的参考号，例如 CASE-1234。",
  },
  outcome: { en: "Outcome", zh: "结果" },
  outcomeMissing: { en: "Say whether the identity is confirmed.", zh: "请选择是否已核实。" },
  confirmed: {
    en: "It is them. Their data is restricted from now on.",
    zh: "确为本人。相关数据自此限制处理。",
  },
  failed: {
    en: "It could not be confirmed. The clocks of laws that allow it stand still.",
    zh: "未能核实。法律允许中止的期限随之中止。",
  },
  people: { en: "Which of them made this request?", zh: "哪位是请求人？" },
  peopleHint: {
    en: "Only these are restricted and erased. It may be more than one, where all are records of the same human being. If their ids say nothing to you, ask a steward.",
    zh: "仅限制和删除所选客户。如为同一人的多条记录，可多选。如无法从编号判断，请询问数据管家。",
  },
  peopleMissing: { en: "Choose at least one of them.", zh: "请至少选择一位。" },
  ground: { en: "Ground", zh: "依据" },
  groundMissing: { en: "Choose a ground.", zh: "请选择依据。" },
  reason: { en: "Reason", zh: "理由" },
  reasonHint: {
    en: "It is kept when everything personal is gone: leave out names, addresses and long numbers.",
    zh: "个人信息删除后仍会保留：请勿填写姓名、地址或长数字。",
  },
  reasonMissing: {
    en: "Give a reason of at most 500 characters, without e-mail addresses and long numbers.",
    zh: "请填写理由，最多 500 字，不含邮箱地址或长数字。",
  },
  until: { en: "Until the end of", zh: "截至（当日结束）" },
  untilHint: {
    en: "On the next day the request goes on by itself. Without it somebody has to.",
    zh: "次日请求自动继续。不填则须人工继续。",
  },
  untilMissing: { en: "Say a day that is still to come.", zh: "请填写今天之后的日期。" },
  law: { en: "Which clock?", zh: "哪个期限？" },
  lawMissing: { en: "Choose the clock to extend.", zh: "请选择要延长的期限。" },
  sure: { en: "Yes, cancel it for good", zh: "是的，永久取消" },
  sureMissing: {
    en: "Tick that you are sure: a cancelled request cannot be taken up again.",
    zh: "请勾选确认：取消后无法恢复。",
  },
  approveWhat: (people: number, events: number): Words => ({
    en: `Erases ${people === 1 ? "one person" : `${people} people`} with ${events} ${events === 1 ? "event" : "events"}, as the preview shows. It begins after a cooling-off, until whose end it can still be cancelled. After that it cannot be undone.`,
    zh: `将删除预览中的 ${people} 位客户及 ${events} 个事件。冷静期结束后开始，在此之前仍可取消；开始后不可恢复。`,
  }),
  previewAgain: { en: "Make a new preview", zh: "重新预览" },
  chooseAgain: { en: "Choose others", zh: "重新选定" },
};
