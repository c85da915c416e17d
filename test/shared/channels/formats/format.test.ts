import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { depthMax, keysMax } from "#shared/channels/formats/bounds.ts";
import { contentTypeFits, type Format, parseBody } from "#shared/channels/formats/format.ts";
import { form } from "#shared/channels/formats/form.ts";
import { formOrJson } from "#shared/channels/formats/form-or-json.ts";
import { json } from "#shared/channels/formats/json.ts";

const value = (format: Format, text: string | Buffer) => {
  const parsed = parseBody(format, Buffer.from(text));
  return parsed.kind === "parsed" ? parsed.value : parsed.reason;
};

describe("JSON", () => {
  it("keeps integers above 2^53 as text, also in lists and beside ordinary ones", () => {
    expect(value(json, '{"a":706405506930370084,"b":[-9007199254740993],"c":12,"d":1.5}')).toEqual({
      a: "706405506930370084",
      b: ["-9007199254740993"],
      c: 12,
      d: 1.5,
    });
  });

  it("leaves alone what only looks like a large integer", () => {
    expect(value(json, '{"a":"706405506930370084","b":0.1234567890123456}')).toEqual({
      a: "706405506930370084",
      b: 0.123_456_789_012_345_6,
    });
  });

  it("is what JSON.parse makes of it, for every value", () => {
    const finite = { noInteger: true, noNaN: true, noDefaultInfinity: true };
    const text = fc.string({ unit: "grapheme-ascii" });
    const values = [text, fc.maxSafeInteger(), fc.double(finite), fc.boolean(), fc.constant(null)];
    fc.assert(
      fc.property(fc.object({ key: text, values, maxDepth: 4 }), (object) => {
        const body = JSON.stringify(object);
        const refused = /"(__proto__|constructor|prototype)":/.test(body);
        const expected: unknown = refused ? "forbidden key" : JSON.parse(body);
        expect(value(json, body)).toEqual(expected);
      }),
    );
  });

  it("may start with a byte order mark", () => {
    expect(value(json, '\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  it("is bounded in depth and in keys, lists included", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(value(json, nested(depthMax))).not.toBe("too deep");
    expect(value(json, nested(depthMax + 1))).toBe("too deep");
    expect(value(json, JSON.stringify(Array(keysMax).fill(0)))).not.toBe("too many keys");
    expect(value(json, JSON.stringify(Array(keysMax + 1).fill(0)))).toBe("too many keys");
  });

  it("loses escaped control characters, but no line breaks and tabs", () => {
    expect(value(json, '{"a":"x\\u0000\\u001by\\n\\tz"}')).toEqual({ a: "xy\n\tz" });
  });
});

describe("a form", () => {
  it("makes a list of what is given twice", () => {
    expect(value(form, "a=1&b=%E4%B8%AD+%26&a=2&a=&c")).toEqual({
      a: ["1", "2", ""],
      b: "中 &",
      c: "",
    });
  });

  it.each(["a", "a=%", "a=%E4%B8", "%zz=1"])("is broken: %s", (text) => {
    expect(value(form, text)).toBe("broken form");
  });

  it("may give way to JSON where the sender may choose", () => {
    expect(value(formOrJson, "a=1")).toEqual({ a: "1" });
    expect(value(formOrJson, ' {"a":1}')).toEqual({ a: 1 });
    expect(value(formOrJson, "[")).toBe("broken JSON");
    expect(value(formOrJson, "x")).toBe("broken form");
  });
});

describe("any body", () => {
  it.each([
    ["", "empty body"],
    ["\0", "NUL byte"],
    [Buffer.from([0xc3, 0x28]), "not UTF-8"],
  ])("%j is refused", (body, reason) => {
    for (const format of [json, form, formOrJson]) expect(value(format, body)).toBe(reason);
  });
});

describe("a content type", () => {
  it.each(["application/json", "Application/JSON; charset=utf-8", " text/json ;x=y"])(
    "fits: %s",
    (type) => {
      expect(contentTypeFits(json, type)).toBe(true);
    },
  );

  it.each([undefined, "", "application/jsonp", "text/html, application/json", "json"])(
    "does not fit: %s",
    (type) => {
      expect(contentTypeFits(json, type)).toBe(false);
    },
  );
});
