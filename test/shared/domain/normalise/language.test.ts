import { expect, it } from "vitest";
import { normaliseLanguage } from "#shared/domain/normalise/language.ts";

it.each([
  ["zh_CN", "zh-CN"],
  ["ZH-hans-cn", "zh-Hans-CN"],
  ["EN", "en"],
  ["iw", "he"],
  ["ｅｎ", "en"],
])("language %s is %s", (raw, value) => {
  expect(normaliseLanguage(raw)).toEqual({ valid: true, value });
});

it.each(["english", "中文", "e", "en-", "en--US", "zh-CN,en;q=0.9", "x-klingon", "en-a"])(
  "language is not %s",
  (raw) => {
    expect(normaliseLanguage(raw)).toEqual({ valid: false });
  },
);
