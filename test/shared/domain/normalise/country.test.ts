import { expect, it } from "vitest";
import { normaliseCountry } from "#shared/domain/normalise/country.ts";

it.each([
  ["CN", ["cn", "China", "中国", "PRC", "中华人民共和国"]],
  ["US", ["US", "usa", "U.S.A.", "United States", "美国"]],
  ["GB", ["gb", "UK", "U.K.", "United Kingdom", "英国"]],
  ["DE", ["Germany", "德国"]],
  ["HK", ["Hong Kong", "香港", "中国香港特别行政区"]],
  ["TW", ["Taiwan", "台湾"]],
  ["JP", ["JAPAN", "日本"]],
])("country is %s in every spelling", (value, names) => {
  for (const raw of names) expect(normaliseCountry(raw), raw).toEqual({ valid: true, value });
});

it.each(["Deutschland", "Freedonia", "ZZ"])("country %s is kept as it came", (raw) => {
  expect(normaliseCountry(raw)).toEqual({ valid: true, value: raw });
});

it.each(["n/a", "无", "--"])("country is not %s", (raw) => {
  expect(normaliseCountry(raw)).toEqual({ valid: false });
});
