/** What each law asks for, and where it says so. A tenant's counsel has the last word. */
import * as z from "zod";

export const Law = z.enum(["gdpr", "ccpa", "pipl"]);
export type Law = z.infer<typeof Law>;

/** Why a request waits: its person's identity is in reasonable doubt, or staff hold it back. */
export const PauseGround = z.enum(["identity", "hold"]);
export type PauseGround = z.infer<typeof PauseGround>;

/** The day on which it begins is not counted. */
export interface Period {
  count: number;
  unit: "months" | "days" | "workingDays";
}

interface Words {
  en: string;
  zh: string;
}

/** Something a law says, for people to read, and the place where it says it. */
export interface Stated extends Words {
  source: string;
}

export interface LawFacts {
  name: Words;
  /** To say that a request has come in, and what will be done with it. */
  receipt: Stated & { period?: Period };
  answer: Stated & { period: Period };
  /** The whole time, counted from the start, once extended. Absent: the law knows no extension. */
  extension: Stated & { period?: Period };
  /** What stops the clock. */
  pauses: Stated & { grounds: readonly PauseGround[] };
  /** How long records of requests are kept, at least. */
  records: Stated & { months?: number };
  /** Whose working days are meant. */
  workingDays: Stated & { calendar: "jurisdiction" | "US" | "CN" };
  /** A period that ends on another day ends on the next working day. */
  endsOnWorkingDay: boolean;
}

const gdpr: LawFacts = {
  name: { en: "GDPR", zh: "欧盟《通用数据保护条例》（GDPR）" },
  receipt: {
    en: "No term of its own; the answer is due without undue delay.",
    zh: "无单独期限；应无不当拖延地答复。",
    source: "GDPR art. 12(3)",
  },
  answer: {
    en: "One month from receipt: the same date of the next month, or that month's last day.",
    zh: "自收到之日起一个月：次月同日，次月无同日则为该月最后一日。",
    source: "GDPR art. 12(3); Regulation (EEC, Euratom) No 1182/71 art. 3(1), 3(2)(c)",
    period: { count: 1, unit: "months" },
  },
  extension: {
    en: "Two further months where necessary; the person is told why within the first month.",
    zh: "必要时可再延长两个月，须在第一个月内向本人说明理由。",
    source: "GDPR art. 12(3)",
    period: { count: 3, unit: "months" },
  },
  pauses: {
    en: "While there is reasonable doubt about who asks, and more has been asked for.",
    zh: "对请求人身份有合理怀疑并已要求补充信息期间，期限中止。",
    source: "GDPR art. 12(6); EDPB Guidelines 01/2022, section 5.3",
    grounds: ["identity"],
  },
  records: {
    en: "No number: as long as compliance must be demonstrated.",
    zh: "无固定年限：以能够证明合规为准。",
    source: "GDPR art. 5(2), 30",
  },
  workingDays: {
    en: "A period that ends on a holiday, Saturday or Sunday ends with the next working day.",
    zh: "期限最后一日为节假日、星期六或星期日的，顺延至下一个工作日。",
    source: "Regulation (EEC, Euratom) No 1182/71 art. 2(1), 2(2), 3(4)",
    calendar: "jurisdiction",
  },
  endsOnWorkingDay: true,
};

const ccpa: LawFacts = {
  name: { en: "CCPA", zh: "《加州消费者隐私法》（CCPA）" },
  receipt: {
    en: "Ten business days, saying how the request will be handled.",
    zh: "十个工作日内确认收到，并说明将如何处理。",
    source: "11 CCR § 7021(a)",
    period: { count: 10, unit: "workingDays" },
  },
  answer: {
    en: "45 calendar days from receipt, however long verification takes.",
    zh: "自收到之日起45个自然日，不因身份核验而延长。",
    source: "11 CCR § 7021(b); Cal. Civ. Code § 1798.130(a)(2)(A)",
    period: { count: 45, unit: "days" },
  },
  extension: {
    en: "45 further days, 90 in all, with notice and reason within the first 45.",
    zh: "可再延长45日，合计不超过90日，须在前45日内通知并说明理由。",
    source: "11 CCR § 7021(b); Cal. Civ. Code § 1798.130(a)(2)(A)",
    period: { count: 90, unit: "days" },
  },
  pauses: {
    en: "Nothing stops the clock.",
    zh: "期限不中止。",
    source: "11 CCR § 7021(b)",
    grounds: [],
  },
  records: {
    en: "24 months: date, nature and manner of the request, date and nature of the answer, basis of a denial.",
    zh: "24个月：请求的日期、性质与方式，答复的日期与性质，拒绝的依据。",
    source: "11 CCR § 7101(a), (b)",
    months: 24,
  },
  workingDays: {
    en: "The regulations do not say what a business day is; here Monday to Friday less federal holidays.",
    zh: "法规未定义“工作日”；此处指星期一至星期五，联邦假日除外。",
    source: "5 U.S.C. § 6103",
    calendar: "US",
  },
  endsOnWorkingDay: false,
};

const pipl: LawFacts = {
  name: { en: "PIPL", zh: "《中华人民共和国个人信息保护法》" },
  receipt: {
    en: "No term; there is a convenient way to file a request and have it handled.",
    zh: "无单独期限；应建立便捷的申请受理和处理机制。",
    source: "PIPL art. 50",
  },
  answer: {
    en: "The law gives no number; in practice 15 working days, verification included.",
    zh: "法律未规定具体期限；实践中为15个工作日，含核查时间。",
    source:
      "PIPL art. 47, 50; practice: 《App违法违规收集使用个人信息行为认定方法》（国信办秘字〔2019〕191号）art. 6; GB/T 35273-2020 § 8.7 allows 30 days",
    period: { count: 15, unit: "workingDays" },
  },
  extension: {
    en: "None by law; a refusal is explained.",
    zh: "法律未规定延期；拒绝的，应当说明理由。",
    source: "PIPL art. 50",
  },
  pauses: {
    en: "Nothing stops the clock: the 15 working days include verification.",
    zh: "期限不中止：15个工作日含核查时间。",
    source: "《App违法违规收集使用个人信息行为认定方法》（国信办秘字〔2019〕191号）art. 6",
    grounds: [],
  },
  records: {
    en: "No number for requests: by one's own policy.",
    zh: "法律未规定请求记录的保存年限：依自身制度。",
    source: "PIPL art. 50",
  },
  workingDays: {
    en: "China's working days, with the weekends on which people work in exchange for holidays.",
    zh: "中国工作日，含调休上班的周末。",
    source:
      "《全国年节及纪念日放假办法》; each year's notice of the State Council's General Office",
    calendar: "CN",
  },
  endsOnWorkingDay: false,
};

export const laws: Readonly<Record<Law, LawFacts>> = { gdpr, ccpa, pipl };
