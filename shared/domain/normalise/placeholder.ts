/** What people and programs write where they have nothing to say. */

const placeholders = new Set([
  "(null)",
  "<null>",
  "null",
  "undefined",
  "none",
  "nil",
  "n/a",
  "#n/a",
  "unknown",
  "[object object]",
  "无",
  "無",
  "暂无",
  "没有",
  "未知",
  "不详",
  "空",
  "未填写",
]);

/** Whether a cleaned text says "nothing": empty, `n/a` and its kin, or punctuation alone. */
export function isPlaceholder(text: string): boolean {
  return placeholders.has(text.toLowerCase()) || /^\p{P}*$/u.test(text);
}
