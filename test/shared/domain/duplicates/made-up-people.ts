/** Records of nobody: what two sources might say of one customer, or of two. */
import * as fc from "fast-check";
import type { Comparable } from "#shared/domain/duplicates/comparable.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { nationalId, openid, unionid } from "#test/fixtures/events.ts";

export const record = (
  values: Comparable["values"],
  identifiers: readonly StatedIdentifier[] = [],
): Comparable => ({ values, identifiers });

const few = (...values: readonly string[]) => fc.constantFrom(...values);

/** Few values, so that two of them often agree, nearly agree and contradict each other. */
const likelyValues = fc.record(
  {
    fullName: few(
      "王小明",
      "小明王",
      "王晓明",
      "李娜",
      "Rosalind Achterberg",
      "Rosalind Achterburg",
    ),
    familyName: few("Achterberg", "王", "Quist"),
    givenName: few("Rosalind", "小明", "Ottilie"),
    birthday: few("1987-04-11", "1987-11-04", "1987-04-12", "1963-08-30", "1990-01-01"),
    gender: few("male", "female", "unknown"),
    nationalId: few("110105198704112358", "440524196308300012"),
    wechatId: few("quist_87", "xiaoming-wang", "同手机"),
    phone: few("+8613941700013", "+8613941700014", "+442079460018"),
    email: few("r.achterberg@brook.cn", "r.achterburg@brook.cn", "ottilie@quist.se"),
    company: few("溪流有限公司", "溪流集团", "Brook Inc.", "Quist & Co"),
    street: few(
      "湖滨路18号",
      "湖滨路18号3栋201",
      "湖滨路81号",
      "18 Lakeside Road",
      "18 Lakesid Rd",
    ),
    postalCode: few("215021", "200120", "2135"),
    city: few("苏州", "苏州市", "Shanghai"),
  },
  { requiredKeys: [] },
);

const anyText = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
export const anyValues = fc.oneof(
  likelyValues,
  fc.dictionary(
    few(
      "fullName",
      "familyName",
      "givenName",
      "birthday",
      "company",
      "street",
      "postalCode",
      "city",
    ),
    anyText,
  ),
);

const anyIdentifiers = fc.subarray([
  nationalId("110105198704112358"),
  nationalId("440524196308300012"),
  unionid("uMadeUp1"),
  unionid("uMadeUp2"),
  openid("oMadeUp1"),
]);

export const anyRecord: fc.Arbitrary<Comparable> = fc
  .tuple(anyValues, anyIdentifiers)
  .map(([values, identifiers]) => record(values, identifiers));
