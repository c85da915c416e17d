/** The words of the record that do not depend on the tenant. */
import type { Basis, Form, Language, Words } from "./declaration.ts";

type WordsOf<Key extends string> = Readonly<Record<Key, Words>>;

export const forms: WordsOf<Form> = {
  sealed: { en: "sealed (AES-256-GCM)", zh: "加密（AES-256-GCM）" },
  "keyed hash": { en: "keyed hash (HMAC-SHA256)", zh: "带密钥哈希（HMAC-SHA256）" },
  pseudonym: { en: "random id", zh: "随机编号" },
  clear: { en: "in clear", zh: "明文" },
};

export const bases: WordsOf<Basis> = {
  customer: { en: "customer relationship", zh: "客户关系" },
  accountability: { en: "accountability", zh: "问责" },
  rights: { en: "duties towards the persons", zh: "对个人的义务" },
  operation: { en: "operation", zh: "运行" },
};

/** Hints: the PIPL knows no legitimate interest. */
export const grounds: WordsOf<Basis> = {
  customer: {
    en: "consent, contract or legitimate interest, by purpose: GDPR art. 6(1)(a), (b), (f); consent or contract: PIPL art. 13(1), (2)",
    zh: "按目的为同意、合同或正当利益：GDPR 第6条第1款(a)、(b)、(f)项；同意或合同：《个人信息保护法》第十三条第（一）、（二）项",
  },
  accountability: {
    en: "GDPR art. 5(2), 6(1)(c), 32; PIPL art. 13(3), 51, 54",
    zh: "GDPR 第5条第2款、第6条第1款(c)项、第32条；《个人信息保护法》第十三条第（三）项、第五十一条、第五十四条",
  },
  rights: {
    en: "GDPR art. 6(1)(c), 12, 17, 19; PIPL art. 13(3), 47, 50",
    zh: "GDPR 第6条第1款(c)项、第12、17、19条；《个人信息保护法》第十三条第（三）项、第四十七条、第五十条",
  },
  operation: {
    en: "GDPR art. 6(1)(f), 32; PIPL art. 51",
    zh: "GDPR 第6条第1款(f)项、第32条；《个人信息保护法》第五十一条",
  },
};

/** GDPR art. 30(1)(g), 32; PIPL art. 51. */
export const security: readonly Words[] = [
  {
    en: "every customer's data is sealed under a key of that person's own, wrapped by the tenant's key; nothing is stored or queued in clear",
    zh: "每位客户的数据均以其专属密钥加密，专属密钥由租户密钥包裹；不以明文存储或排队",
  },
  {
    en: "indexes hold keyed hashes, never values",
    zh: "索引仅含带密钥哈希，不含原值",
  },
  {
    en: "tables, logs, alarms and parameters are encrypted under the tenant's own KMS key, which rotates; queues by SQS, their bodies sealed besides",
    zh: "数据表、日志、告警与参数由租户专属且轮换的 KMS 密钥加密；队列由 SQS 加密，消息正文另行加密",
  },
  {
    en: "stacks, keys, queues and roles of the tenant's own; each function may do what it is listed for, no wildcard",
    zh: "租户独立的堆栈、密钥、队列与角色；各函数仅具备所列权限，不用通配",
  },
  {
    en: "staff by token and role; who sees values in clear stands in a signed audit, or is not answered",
    zh: "员工凭令牌与角色访问；查看明文须记入签名审计，否则不予应答",
  },
  {
    en: "logs, metrics and addresses hold ids, never what a customer said",
    zh: "日志、指标与网址仅含编号，不含客户内容",
  },
];

/** What only the tenant knows: GDPR art. 30(1)(a), PIPL art. 17, 52, 53. */
export const controller: readonly Words[] = [
  { en: "Controller: name and contact", zh: "个人信息处理者：名称与联系方式" },
  { en: "Joint controllers, if any", zh: "共同处理者（如有）" },
  {
    en: "Representative in the Union (GDPR art. 27) or in China (PIPL art. 53), if any",
    zh: "欧盟代表（GDPR 第27条）或境内代表（《个人信息保护法》第五十三条）（如有）",
  },
  { en: "Data protection officer", zh: "个人信息保护负责人" },
];

/** PIPL art. 56; GDPR art. 35(7). Kept for three years at least, with the record: PIPL art. 56. */
export const questions: readonly Words[] = [
  {
    en: "Are purpose and means lawful, justified and necessary?",
    zh: "处理目的、处理方式等是否合法、正当、必要",
  },
  {
    en: "What does it mean for the persons' rights, and what are the risks?",
    zh: "对个人权益的影响及安全风险",
  },
  {
    en: "Are the measures lawful, effective and proportionate to the risks?",
    zh: "所采取的保护措施是否合法、有效并与风险程度相适应",
  },
];

const label = <Key extends string>(words: WordsOf<Key>): WordsOf<Key> => words;

export const labels = label({
  title: { en: "Record of processing activities", zh: "个人信息处理活动记录" },
  made: {
    en: "Made from the tenant's file, the templates and the data map; what it cannot know is marked ☐. Legal bases are hints: counsel decides.",
    zh: "由租户文件、模板与数据地图生成；无法获知的内容以 ☐ 标出。法律依据仅为提示，以法律顾问意见为准。",
  },
  controller: { en: "Controller · GDPR art. 30(1)(a)", zh: "处理者 · GDPR 第30条第1款(a)项" },
  purposes: { en: "Purposes · art. 30(1)(b)", zh: "处理目的 · 第30条第1款(b)项" },
  categories: {
    en: "Whose data, and which · art. 30(1)(c)",
    zh: "个人与个人信息类别 · 第30条第1款(c)项",
  },
  subjects: {
    en: "customers, prospects and callers; staff who act on them",
    zh: "客户、潜在客户与来电者；处理其数据的员工",
  },
  sensitive: { en: "sensitive", zh: "敏感" },
  personal: { en: "personal", zh: "个人" },
  none: { en: "not personal by itself", zh: "本身非个人" },
  sources: { en: "Where it comes from", zh: "数据来源" },
  recipients: { en: "Recipients · art. 30(1)(d)", zh: "接收方 · 第30条第1款(d)项" },
  transfers: { en: "Where it is · art. 30(1)(e)", zh: "所在地与跨境 · 第30条第1款(e)项" },
  security: {
    en: "Security measures · art. 30(1)(g), 32",
    zh: "安全措施 · 第30条第1款(g)项、第32条",
  },
  stores: {
    en: "Stores and retention · art. 30(1)(f)",
    zh: "存储与保留期限 · 第30条第1款(f)项",
  },
  assessment: {
    en: "For an impact assessment · GDPR art. 35, PIPL art. 55–56",
    zh: "个人信息保护影响评估 · 《个人信息保护法》第五十五、五十六条，GDPR 第35条",
  },
  place: { en: "Place", zh: "存储" },
  purpose: { en: "Purpose", zh: "目的" },
  basis: { en: "Basis", zh: "依据" },
  data: { en: "Personal data, and its form", zh: "个人信息及形式" },
  retention: { en: "Kept", zh: "保留" },
  erasers: { en: "How a person goes", zh: "如何移除个人" },
  exporter: { en: "Given out by", zh: "导出方式" },
  functions: { en: "Functions that read it", zh: "可读函数" },
  staff: { en: "Staff", zh: "员工" },
  under: { en: "key", zh: "密钥" },
  opens: { en: "has the key", zh: "持有密钥" },
  leaves: { en: "leaves", zh: "留存" },
  nothing: { en: "none", zh: "无" },
  clear: { en: "in clear", zh: "明文" },
  masked: { en: "masked", zh: "脱敏" },
  ids: { en: "ids", zh: "编号" },
});

export const days = (count: number, language: Language): string =>
  language === "en" ? `${count} days` : `${count} 天`;
