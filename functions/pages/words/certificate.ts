/** The certificate. Members that are not named here are shown by their own names. */
import type { Words } from "#shared/lambda/language.ts";

export const certificateWords = {
  title: { en: "Certificate of erasure", zh: "删除证书" },
  preliminary: { en: "Preliminary", zh: "初步" },
  preliminaryWhy: {
    en: "Copies may still lie in the stores below until the times named there. A later certificate will be final.",
    zh: "下列存储中可能仍有副本，直至所示时间。届时将出具最终证书。",
  },
  final: { en: "Final", zh: "最终" },
  finalWhy: { en: "No copy is left, backups included.", zh: "包括备份在内，已无任何副本。" },
  none: { en: "There is no certificate yet", zh: "尚无证书" },
  noneWhy: {
    en: "It is made when the erasure is done. Open the request to see how far it is.",
    zh: "删除完成后生成。请打开请求查看进度。",
  },
  says: {
    en: "The personal data that this request was about has been erased. What arrives later and is older than the erasure is kept out.",
    zh: "该请求所涉个人信息已删除。此后到达而早于删除时刻的数据将被拦截。",
  },
  statement: { en: "Statement", zh: "声明" },
  counts: { en: "What was erased", zh: "已删除内容" },
  countsCaption: { en: "Counts per store", zh: "各存储数量" },
  count: { en: "Count", zh: "数量" },
  what: { en: "What", zh: "项目" },
  verification: { en: "Verification", zh: "核验" },
  windows: { en: "Where copies run out by themselves", zh: "副本自动过期的存储" },
  windowsCaption: { en: "Each store, and until when", zh: "各存储及截止时间" },
  signature: { en: "Signature", zh: "签名" },
  json: {
    en: "As signed JSON, for a program that verifies it",
    zh: "签名的 JSON，供程序验证",
  },
  signatureHint: {
    en: "Over the canonical JSON of the content. Whoever has the public key can verify it.",
    zh: "对内容的规范 JSON 签名，持有公钥者均可验证。",
  },
  print: {
    en: "To print it or keep it as PDF, use your browser's print command.",
    zh: "如需打印或保存为 PDF，请使用浏览器的打印功能。",
  },
  back: { en: "To the request", zh: "返回请求" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
};

export const memberNames: Readonly<Record<string, Words>> = {
  version: { en: "Version", zh: "版本" },
  tenant: { en: "Company", zh: "公司" },
  request: { en: "Request", zh: "请求" },
  at: { en: "As of", zh: "时间" },
  issuedAt: { en: "Issued", zh: "签发时间" },
  until: { en: "Until", zh: "截至" },
  days: { en: "Days", zh: "天数" },
  purpose: { en: "Purpose", zh: "目的" },
  survivors: { en: "Left over", zh: "残留" },
  store: { en: "Store", zh: "存储" },
  laws: { en: "Laws", zh: "适用法律" },
  tombstones: { en: "Traces kept", zh: "留存的痕迹" },
  suppressed: { en: "Later data refused as well", zh: "今后的数据也拒收" },
  people: {
    en: "Persons' records, those that had become part of them included",
    zh: "客户记录（含已并入的）",
  },
  identifiers: {
    en: "Identifiers, marked so that late data finds nobody",
    zh: "标识（已标记，迟到数据将被拦截）",
  },
  key: { en: "Public key", zh: "公钥" },
  algorithm: { en: "Algorithm", zh: "算法" },
  value: { en: "Value", zh: "签名值" },
};

export const valueNames: Readonly<Record<string, Words>> = {
  queue: { en: "Queue", zh: "队列" },
  "dead-letters": { en: "Dead letters", zh: "死信队列" },
  quarantine: { en: "Quarantine", zh: "隔离区" },
  "keys-recovery": { en: "Recovery of the keys", zh: "密钥恢复期" },
  "keeps the erased person from coming back": {
    en: "Keeps the erased person from coming back",
    zh: "防止已删除的客户数据重新出现",
  },
};
