import * as fc from "fast-check";
import parseWithFullMetadata from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { callingCodeOf, normalisePhone } from "#shared/domain/normalise/phone.ts";
import { digits } from "./made-up.ts";

const inChina = (raw: string) => normalisePhone(raw, { phoneRegion: "CN" });
const inAmerica = (raw: string) => normalisePhone(raw, { phoneRegion: "US" });

describe("a Chinese mobile", () => {
  it.each([
    "13901230045",
    "+8613901230045",
    "+86 139 0123 0045",
    "86 13901230045",
    "86-139-0123-0045",
    "008613901230045",
    "0086 139 0123 0045",
    "139-0123-0045",
    "(139) 0123 0045",
    "(+86)139 0123 0045",
    "１３９０１２３００４５",
    "＋８６　１３９０１２３００４５",
    "tel:+8613901230045",
    "013901230045",
    "手机：13901230045（微信同号）",
    "13901230045 ext 12",
    "13901230045转12",
    "139\u200b0123\u200b0045",
  ])("is the same however it is written: %s", (raw) => {
    expect(inChina(raw)).toEqual({ valid: true, value: "+8613901230045" });
  });

  it.each([
    ["a digit short", "1390123004"],
    ["a digit long", "139012300450"],
    ["of a series that does not exist", "12012345678"],
    ["all ones", "11111111111"],
    ["two at once", "13901230045 / 13901230046"],
    ["in scientific notation", "1.3901230045E+10"],
  ])("is refused %s", (_fact, raw) => {
    expect(inChina(raw)).toEqual({ valid: false });
  });

  it("needs its country's code elsewhere", () => {
    expect(inAmerica("13901230045")).toEqual({ valid: false });
    expect(inAmerica("+86 139 0123 0045")).toEqual({ valid: true, value: "+8613901230045" });
    expect(inAmerica("0086 139 0123 0045")).toEqual({ valid: true, value: "+8613901230045" });
  });
});

describe("a Chinese landline", () => {
  it.each([
    ["010-6552 9900", "+861065529900"],
    ["(0755) 8376 5500", "+8675583765500"],
    ["0755-83765500 转 803", "+8675583765500"],
    ["400-810-1234", "+864008101234"],
    ["+86 10 6552 9900", "+861065529900"],
  ])("%s is valid with its area code", (raw, value) => {
    expect(inChina(raw)).toEqual({ valid: true, value });
  });

  it.each(["65529900", "88888888", "8376550", "95588", "10086"])(
    "%s is refused: without an area code it names another line in each city",
    (raw) => {
      expect(inChina(raw)).toEqual({ valid: false });
    },
  );
});

describe("a phone number", () => {
  it("without a country's code belongs to the tenant's region", () => {
    expect(inAmerica("(415) 555-2671")).toEqual({ valid: true, value: "+14155552671" });
    // In China, 415 is Dandong.
    expect(inChina("(415) 555-2671")).toEqual({ valid: true, value: "+864155552671" });
  });

  it("with one belongs there", () => {
    expect(inChina("+44 20 7946 0958")).toEqual({ valid: true, value: "+442079460958" });
    expect(inChina("00852 5123 4567")).toEqual({ valid: true, value: "+85251234567" });
  });

  it.each(["+999 123456", "+1 555 123 4567", "123", "phone", "ann@mail.example", "+", "00"])(
    "is not %s",
    (raw) => {
      expect(inChina(raw)).toEqual({ valid: false });
    },
  );

  it("needs its country's code where the tenant's region is none", () => {
    const nowhere = { phoneRegion: "ZZ" };
    expect(normalisePhone("13901230045", nowhere)).toEqual({ valid: false });
    expect(normalisePhone("+8613901230045", nowhere).valid).toBe(true);
  });

  it("that only the region's loose pattern takes is none: +1 serves twenty-five countries", () => {
    expect(normalisePhone("5547325337", { phoneRegion: "AG" })).toEqual({ valid: false });
    expect(normalisePhone("2684641234", { phoneRegion: "AG" }).valid).toBe(true);
  });

  it("is not looked for in prose", () => {
    expect(
      inChina(`${"please call me after six o'clock in the evening, ".repeat(2)}13901230045`),
    ).toEqual({
      valid: false,
    });
  });

  it("that the full metadata accept is never refused, outside China's short service numbers", () => {
    const regions = fc.constantFrom(
      "US",
      "GB",
      "DE",
      "FR",
      "JP",
      "HK",
      "SG",
      "IN",
      "BR",
      "AU",
      "TW",
      "MX",
    );
    fc.assert(
      fc.property(regions, digits(9), digits(2), (phoneRegion, head, tail) => {
        for (const raw of [head, head + tail, `0${head}`, head + tail[0]]) {
          const oracle = parseWithFullMetadata(raw, phoneRegion);
          if (!oracle?.isValid()) continue;
          expect(normalisePhone(raw, { phoneRegion })).toEqual({
            valid: true,
            value: oracle.number,
          });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("of eleven digits in China is accepted wherever the full metadata accept it", () => {
    fc.assert(
      fc.property(digits(10), (rest) => {
        const oracle = parseWithFullMetadata(`1${rest}`, "CN");
        if (oracle?.isValid()) {
          expect(inChina(`1${rest}`)).toEqual({ valid: true, value: oracle.number });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the calling code", () => {
  it("is one to three digits", () => {
    expect(["+14155552671", "+8613901230045", "+85251234567"].map(callingCodeOf)).toEqual([
      "1",
      "86",
      "852",
    ]);
  });

  it("is unknown of what is no number", () => {
    expect(callingCodeOf("13901230045")).toBeUndefined();
  });
});
