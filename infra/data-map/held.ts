/** What stands in several tables, and what takes it out of them. */
import type { Declaration, Eraser, Held } from "./declaration.ts";

export const erasure: Eraser = {
  by: "code",
  file: "shared/engine/erase.ts",
  how: { en: "an erasure takes the person out", zh: "由删除流程移除该个人" },
};
export const keyDestroyed: Eraser = {
  by: "key",
  how: {
    en: "the person's own key is destroyed: copies and backups become unreadable",
    zh: "销毁该个人的专属密钥：所有副本和备份均无法解读",
  },
};
export const tombstonesExpire: Eraser = {
  by: "expiry",
  how: { en: "what an erasure left expires by itself", zh: "删除后留下的标记到期自动清除" },
};

export const personIds: Held = {
  what: { en: "random ids of persons", zh: "个人的随机编号" },
  form: "pseudonym",
};
export const identifierHashes: Held = {
  what: {
    en: "phone, e-mail, national id, platform ids",
    zh: "电话、邮箱、身份证号、平台账号",
  },
  form: "keyed hash",
  under: "index",
};
export const eventHashes: Held = {
  what: { en: "ids of events", zh: "事件编号" },
  form: "keyed hash",
  under: "event",
};
export const staffNames: Held = {
  what: { en: "who of the staff acted (`sub`)", zh: "操作员工的账号标识（sub）" },
  form: "clear",
};

export const onlyHashes: Declaration["exporter"] = {
  by: "none",
  because: {
    en: "hashes and ids only; what they stand for is given out from People and Events",
    zh: "仅含哈希与编号；其所指内容由 People 与 Events 导出",
  },
};
