import { describe, expect, it } from "vitest";
import { cleanText, clip, normaliseNote, normaliseText } from "#shared/domain/normalise/text.ts";

describe("cleaned text", () => {
  it.each([
    ["plain ASCII stays", "Ann Example", "Ann Example"],
    ["Chinese stays", "李明 上海", "李明 上海"],
    ["full-width letters and digits become narrow", "Ａｎｎ　１２３", "Ann 123"],
    ["white space collapses and is trimmed", "  Ann \t\n  Example ", "Ann Example"],
    ["no-break spaces are spaces", "Ann\u00a0\u00a0Example", "Ann Example"],
    ["a break separates words", "Ann\u0085Example\u2028here", "Ann Example here"],
    ["zero-width characters go", "An\u200bn\ufeff\u2060", "Ann"],
    ["directional marks go", "\u202eAnn\u202c", "Ann"],
    ["soft hyphens go", "Exam\u00adple", "Example"],
    ["control characters go", "A\u0000n\u0007n\u009b", "Ann"],
    ["accents join their letters", "Zoe\u0308", "Zoë"],
    ["accents join across what was invisible", "Zoe\u200b\u0308", "Zoë"],
    ["half a surrogate pair is replaced, so that all see the same bytes", "A\ud83d", "A\ufffd"],
    ["emoji stay", "Ann 😀", "Ann 😀"],
  ])("%s", (_fact, raw, cleaned) => {
    expect(cleanText(raw)).toBe(cleaned);
  });

  it("writes numbers and truth values as JSON does", () => {
    expect([cleanText(1.5), cleanText(0), cleanText(true), cleanText(false)]).toEqual([
      "1.5",
      "0",
      "true",
      "false",
    ]);
  });

  it("is clean at once, for every character there is", () => {
    const unclean: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const cleaned = cleanText(`a${String.fromCodePoint(codePoint)}b`);
      if (cleanText(cleaned) !== cleaned) unclean.push(codePoint.toString(16));
    }
    expect(unclean).toEqual([]);
  });
});

describe("clipped text", () => {
  it("keeps what is short enough", () => {
    expect(clip("Ann", 3)).toBe("Ann");
  });

  it("never ends in half a character or in a space", () => {
    expect(clip("Ann😀", 4)).toBe("Ann");
    expect(clip("Ann😀", 5)).toBe("Ann😀");
    expect(clip("Ann Example", 4)).toBe("Ann");
  });
});

describe("a short answer", () => {
  it("is kept as it is", () => {
    expect(normaliseText(" Head of\nSales ")).toEqual({ valid: true, value: "Head of Sales" });
  });

  it.each([
    "null",
    "NULL",
    "n/a",
    "N/A",
    "none",
    "undefined",
    "(null)",
    "[object Object]",
    "-",
    "--",
    "...",
    "？",
    "无",
    "暂无",
    "未知",
  ])("is none if it is %j", (raw) => {
    expect(normaliseText(raw)).toEqual({ valid: false });
  });

  it.each(["Nullarbor", "None of these, thanks", "无锡", "0", "👍"])(
    "is %j, for all it looks like",
    (raw) => {
      expect(normaliseText(raw)).toEqual({ valid: true, value: raw });
    },
  );
});

describe("a note", () => {
  it("keeps its lines, whatever ended them", () => {
    expect(normaliseNote("Call back\r\nafter six\rplease\u2028 thanks ")).toEqual({
      valid: true,
      value: "Call back\nafter six\nplease\nthanks",
    });
  });

  it("has at most one empty line between two others", () => {
    expect(normaliseNote("\n\nfirst\n \n\t\n\nsecond\n\n")).toEqual({
      valid: true,
      value: "first\n\nsecond",
    });
  });

  it("may say no: a sentence is no placeholder", () => {
    expect(normaliseNote("无")).toEqual({ valid: true, value: "无" });
  });

  it("of line breaks alone is none", () => {
    expect(normaliseNote("\r\n \n\u200b")).toEqual({ valid: false });
  });
});
