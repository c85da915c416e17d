import { describe, expect, it } from "vitest";
import { browserForm } from "#shared/channels/formats/browser-form.ts";
import { type Format, parseBody } from "#shared/channels/formats/format.ts";
import { multipart } from "#shared/channels/formats/multipart.ts";

const value = (format: Format, text: string) => {
  const parsed = parseBody(format, Buffer.from(text));
  return parsed.kind === "parsed" ? parsed.value : parsed.reason;
};

const part = (head: string, text: string) =>
  `--b 1\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`;

/** As browsers and curl end it; some leave the last line break out. */
const whole = (...parts: string[]) => `${parts.join("")}--b 1--\r\n`;

describe("multipart", () => {
  it("holds texts by name, a list of what is given twice, line breaks and all", () => {
    const body = whole(
      part('name="姓名"', "林晓雨"),
      part('name="note"', "one\r\n--b 2\r\ntwo"),
      part('name="topic"', "tea"),
      part('name="topic"', ""),
    );
    expect(value(multipart, body)).toEqual({
      姓名: "林晓雨",
      note: "one\r\n--b 2\r\ntwo",
      topic: ["tea", ""],
    });
  });

  it("holds of a file its name", () => {
    const file = 'name="cv"; filename="cv.pdf"\r\nContent-Type: application/pdf';
    expect(value(multipart, whole(part(file, "%PDF-1.7")))).toEqual({ cv: "cv.pdf" });
  });

  it("needs no line break at its end", () => {
    expect(value(multipart, whole(part('name="a"', "1")).trimEnd())).toEqual({ a: "1" });
  });

  it("loses control characters", () => {
    expect(value(multipart, whole(part('name="a"', "1\u00072")))).toEqual({ a: "12" });
  });

  it.each([
    ["a line before it", `hello\r\n${whole(part('name="a"', "1"))}`],
    ["another boundary at its end", whole(part('name="a"', "1")).replace("--b 1--", "--b 2--")],
    ["line breaks of another kind", whole(part('name="a"', "1")).replaceAll("\r\n", "\n")],
    ["a boundary that ends in a space", whole(part('name="a"', "1")).replaceAll("--b 1", "--b ")],
    ["nothing but an end", "--b 1--\r\n"],
  ])("is broken with %s", (_, body) => {
    expect(value(multipart, body)).toBe("broken multipart");
  });
});

describe("what a page sends", () => {
  it("is told apart by how it begins", () => {
    expect(value(browserForm, whole(part('name="a"', "1")))).toEqual({ a: "1" });
    expect(value(browserForm, "a=1")).toEqual({ a: "1" });
    expect(value(browserForm, "--a=1")).toEqual({ "--a": "1" });
    expect(value(browserForm, '{"a":1}')).toEqual({ a: 1 });
  });

  it("is broken in its own way", () => {
    expect(value(browserForm, "--b 1\r\nhello")).toBe("broken multipart");
    expect(value(browserForm, "[")).toBe("broken JSON");
    expect(value(browserForm, "--")).toBe("broken form");
  });
});
