import { expect, it } from "vitest";
import { normaliseGender } from "#shared/domain/normalise/gender.ts";

it.each([
  ["male", ["男", "男性", "先生", "M", "male", "Mr.", "1", "１"]],
  ["female", ["女", "女士", "小姐", "f", "Female", "Ms.", "Mrs", "2"]],
  ["other", ["other", "Non-binary", "其他"]],
  ["unknown", ["0", "9", "unknown", "未知", "保密"]],
])("gender is %s, whoever writes it", (value, words) => {
  for (const raw of words) expect(normaliseGender(raw), raw).toEqual({ valid: true, value });
});

it.each(["3", "x", "yes", "男女", "n/a", "maleness"])("gender is not %j", (raw) => {
  expect(normaliseGender(raw)).toEqual({ valid: false });
});
