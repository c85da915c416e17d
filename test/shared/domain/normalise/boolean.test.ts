import { expect, it } from "vitest";
import { normaliseBoolean } from "#shared/domain/normalise/boolean.ts";

it.each(["true", "YES", "y", "1", "on", "是", "同意"])("%s is yes", (raw) => {
  expect(normaliseBoolean(raw)).toEqual({ valid: true, value: "true" });
});

it.each(["false", "No", "n", "0", "off", "否", "不同意", "无"])("%s is no", (raw) => {
  expect(normaliseBoolean(raw)).toEqual({ valid: true, value: "false" });
});

it.each(["maybe", "2", "null", "yes and no", "是否"])("%s is neither", (raw) => {
  expect(normaliseBoolean(raw)).toEqual({ valid: false });
});
