import { describe, expect, it } from "vitest";
import { hasDocumentType } from "#shared/channels/formats/document-type.ts";
import { xml } from "#shared/channels/formats/xml.ts";

const value = (text: string) => {
  const parsed = xml.parse(text);
  return parsed.kind === "parsed" ? parsed.value : parsed.reason;
};

describe("XML", () => {
  it("is text in elements, whatever looks like a number", () => {
    expect(value("<xml><a> 007 </a><b>1e3</b><c/><d>1</d><d>2</d></xml>")).toEqual({
      xml: { a: "007", b: "1e3", c: "", d: ["1", "2"] },
    });
  });

  it("has five entities and numeric references, each decoded once", () => {
    expect(value("<a>&amp;&lt;&gt;&quot;&apos; &#20013;&#x6587; &amp;lt; &#38;lt;</a>")).toEqual({
      a: "&<>\"' 中文 &lt; &lt;",
    });
  });

  it("has no other entities, and no characters beyond Unicode", () => {
    expect(value("<a>&nbsp;&x; &#xD800; &#x110000; &#99999999;</a>")).toEqual({
      a: "&nbsp;&x; &#xD800; &#x110000; &#99999999;",
    });
  });

  it("loses control characters that references smuggle in", () => {
    expect(value("<a>x&#0;&#7;y&#x1b;z</a>")).toEqual({ a: "xyz" });
  });

  it("keeps CDATA literally, spaces and all", () => {
    expect(value("<a><![CDATA[ &amp; <b> &#20013; ]]></a>")).toEqual({ a: " &amp; <b> &#20013; " });
    expect(value("<a>&lt;<![CDATA[&lt;]]>&lt;</a>")).toEqual({ a: "<&lt;<" });
  });

  it("ignores attributes, comments, declarations and instructions", () => {
    const text = '<?xml version="1.0"?><!-- c --><a x="&lt;"><?php echo ?><b>1</b><!-- d --></a>';
    expect(value(text)).toEqual({ a: { b: "1" } });
  });

  it.each(["<a>", "<a></b>", "<a></a><b></b>", "a", "<a>&", "<a", "<![CDATA[", "<?xml"])(
    "is broken: %s",
    (text) => {
      expect(value(text)).toBe("broken XML");
    },
  );

  it("that expands is refused, even where a comment seems to hide it", () => {
    const lol = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>';
    expect(value(`${lol}<a>&b;</a>`)).toBe("XML with a document type");
    expect(value(`<a x="<!--">${lol}<b y="-->">&b;</b></a>`)).not.toMatchObject({ a: {} });
  });
});

describe("a document type", () => {
  it.each(["<!DOCTYPE a>", "<!doctype a>", "<a><!ENTITY x 'y'></a>", "<!-- --><!DOCTYPE a>"])(
    "is found in %s",
    (text) => {
      expect(hasDocumentType(text)).toBe(true);
    },
  );

  it.each(["<a/>", "", "<![CDATA[<!DOCTYPE a>]]>", "<!-- <!DOCTYPE a> -->", "<?p <!DOCTYPE a> ?>"])(
    "is not found in %s",
    (text) => {
      expect(hasDocumentType(text)).toBe(false);
    },
  );

  it.each(["<!-- ", "<![CDATA[ ]]", "<? "])(
    "cannot be told behind %s, which never ends",
    (text) => {
      expect(hasDocumentType(`${text}<!DOCTYPE a>`)).toBeUndefined();
    },
  );

  it("is looked for in time that grows with the text alone", () => {
    const startedAt = performance.now();
    for (const part of ["<!--", "<![CDATA[", "<?", "<"]) hasDocumentType(part.repeat(250_000));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
