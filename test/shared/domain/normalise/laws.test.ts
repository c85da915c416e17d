import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { Policy } from "#shared/domain/policy.ts";
import { digits, nationalIds } from "./made-up.ts";

/** One custom field per kind, so that every normaliser there is stands in the registry. */
const { customFields } = Policy.parse({
  tenant: "laws",
  phoneRegion: "CN",
  customFields: ["text", "number", "date", "boolean"].map((kind) => ({
    name: `custom${kind}`,
    labels: { en: kind, zh: kind },
    kind,
  })),
});
const fields = [...fieldRegistry({ customFields }).values()];

const regions = fc.constantFrom("CN", "US", "AG", "GB", "IT", "MX", "AR", "JP", "HK", "DE", "ZZ");

/** Letters, signs and words that normalisers look for, in any order. */
const nearlyRight = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."0 1 2 3 7 8 9 a Z é 张 · 公司 男 年 月 日 。 ： （ ） ＠ ． － . , - _ + @ / : ; ( ) ' * # &".split(
          " ",
        ),
        ..."https:// mailto: 有限公司 Ltd. GmbH n/a null 转 zh_CN 1,000 -0 000 T00:00 America".split(
          " ",
        ),
      ),
      fc.constantFrom(
        " ",
        "\u3000",
        "\t",
        "\n",
        "\r",
        "\u0000",
        "\u200b",
        "\ufeff",
        "\u0301",
        "¨",
        "\ud83d",
        "\ude00",
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

const rightOrAlmost = fc.oneof(
  fc.emailAddress(),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.double().map(String),
  fc.bigInt().map(String),
  digits(11),
  digits(10).map((number) => `+${number}`),
  fc
    .tuple(fc.constantFrom("+1", "+44", "+7", "+39", "+54", "+52", "+86"), digits(10))
    .map(([code, number]) => code + number),
  nationalIds,
  nationalIds.map((id) => id.slice(0, 6) + id.slice(8, 17)),
);

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  // With halves of surrogate pairs, which JSON may well carry.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 })
    .map((units) => String.fromCharCode(...units)),
  nearlyRight,
  rightOrAlmost,
);

/** Strings on which a careless regular expression takes seconds. */
const hostile = [
  "a",
  "1",
  "0",
  ".",
  "-",
  " ",
  "\n",
  "@",
  "(",
  "+",
  "/",
  ",",
  "_",
  "张",
  "公司",
  "转",
  "a.",
  "a@",
  ".a",
  "1,",
  "1 ",
  "-1",
  "a-",
  "a b",
  "\u200b",
  "e\u0301",
  "\ufdfa",
  "\ud83d",
].flatMap((part) => {
  const filled = part.repeat(2_000).slice(0, 1_990);
  return [filled, `${filled}!`, `ann@${filled}.com`, `https://${filled}`, `+86${filled}x`];
});

describe.each(fields)("the normaliser of $name", ({ normalise }) => {
  it("answers any text, and leaves its own answer as it is", () => {
    fc.assert(
      fc.property(anyText, regions, (raw, phoneRegion) => {
        const once = normalise(raw, { phoneRegion });
        if (!once.valid) return;
        expect(once.value).not.toBe("");
        expect(once.value.isWellFormed()).toBe(true);
        expect(normalise(once.value, { phoneRegion })).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it("takes no empty text and no white space for a value", () => {
    for (const raw of ["", " ", "\t\r\n", "\u3000", "\u200b\ufeff", "\u0000"]) {
      expect(normalise(raw, { phoneRegion: "CN" })).toEqual({ valid: false });
    }
  });

  it("is done with 2,000 hostile characters in no time", () => {
    normalise("once, for tables that are built on demand", { phoneRegion: "CN" });
    for (const raw of hostile) {
      const started = performance.now();
      normalise(raw, { phoneRegion: "CN" });
      expect(performance.now() - started, raw.slice(0, 20)).toBeLessThan(100);
    }
  });
});
