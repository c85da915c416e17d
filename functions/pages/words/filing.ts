/** The form that files a request. */
export const filingWords = {
  title: { en: "File a request for erasure", zh: "登记删除请求" },
  intro: {
    en: "Somebody wants their data erased. Write down what you know of them; the clocks begin to run at once.",
    zh: "有人要求删除其个人信息。请填写您所知的信息；法定期限立即起算。",
  },
  who: { en: "Whom is it about?", zh: "涉及谁？" },
  whoHint: {
    en: "One of these is enough; more find more.",
    zh: "填写一项即可；填写越多，查找越全。",
  },
  other: { en: "Another identifier, or the id of a record", zh: "其他标识，或客户记录编号" },
  otherType: { en: "Kind of identifier", zh: "标识类型" },
  personId: { en: "Id of the person's record", zh: "客户记录编号" },
  personIdHint: {
    en: "Where you know the record itself, such as from a colleague.",
    zh: "如已知记录本身（例如由同事告知）。",
  },
  when: { en: "When, and under which law?", zh: "何时提出，依据哪部法律？" },
  submitted: { en: "The person asked on", zh: "当事人提出日期" },
  submittedHint: {
    en: "Leave it as it is where that was today; if it was earlier, the clocks run from then.",
    zh: "若为今天则无需修改；若更早，期限从该日起算。",
  },
  laws: { en: "Laws that apply", zh: "适用法律" },
  more: { en: "What else?", zh: "其他" },
  suppress: {
    en: "Never take data under these identifiers again, also later",
    zh: "今后也不再接收这些标识的任何数据",
  },
  suppressHint: {
    en: "Without it, somebody who comes back as a customer later starts a new record.",
    zh: "不勾选时，当事人日后再次联系将建立新记录。",
  },
  reference: { en: "Your reference", zh: "您的参考号" },
  referenceHint: {
    en: "Such as a ticket's number, without spaces: CASE-1234. It is kept in clear, so nothing personal.",
    zh: "例如工单号，不含空格：CASE-1234。将以明文保存，请勿填写个人信息。",
  },
  note: { en: "Note", zh: "备注" },
  noteHint: {
    en: "For you and your colleagues; sealed, and destroyed when the request ends.",
    zh: "供您和同事查看；加密保存，请求结束时销毁。",
  },
  send: { en: "File the request", zh: "登记请求" },
  nobody: {
    en: "Say whom it is about: an e-mail address, a phone number, another identifier or the id of a record.",
    zh: "请填写涉及谁：电子邮箱、电话、其他标识或客户记录编号。",
  },
  tooMany: { en: "At most twenty identifiers in one request.", zh: "一个请求最多二十个标识。" },
  notADay: {
    en: "Say the day on which the person asked; it cannot be still to come.",
    zh: "请填写当事人提出的日期，不能晚于今天。",
  },
  noLaw: { en: "Choose at least one law.", zh: "请至少选择一部法律。" },
  notAReference: {
    en: "A reference has no spaces and is no telephone number: such as CASE-1234.",
    zh: "参考号不含空格，且不能是电话号码，例如 CASE-1234。",
  },
  notAPerson: { en: "This cannot be the id of a record.", zh: "这不是有效的客户记录编号。" },
  noteTooLong: { en: "At most 2,000 characters.", zh: "最多 2,000 个字符。" },
};
