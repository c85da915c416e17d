import { expect, test } from "vitest";
import { isLanguage, preferredLanguage } from "#shared/lambda/language.ts";

test.each([
  ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
  ["en-GB", "en"],
  ["fr, de;q=0.9, en;q=0.1", "en"],
  ["en;q=0.2, ZH-tw;q=0.7", "zh"],
  ["en;q=0, zh;q=0.1", "zh"],
  ["en;q=0", undefined],
  ["fr", undefined],
  ["*", undefined],
  ["en;q=much", undefined],
  ["", undefined],
  [undefined, undefined],
])("of %j the language is %s", (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});

test.each(["fr", "EN", "", undefined, "toString"])("%j is none of ours", (name) => {
  expect(isLanguage(name)).toBe(false);
});
