import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributes, html, htmlText } from "#shared/lambda/html.ts";

describe("what stands in a page", () => {
  it("is text and never markup, in an element as in an attribute", () => {
    const nasty = `<script>alert("1")</script>'&`;
    const escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;";
    const part = html`<p title="${nasty}">${nasty}</p>`;
    expect(htmlText(part)).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it("is markup where it was made as such, alone or in a list", () => {
    const items = ["a", "<b>"].map((each) => html`<i>${each}</i>`);
    expect(htmlText(html`<b>${items}</b>`)).toBe("<b><i>a</i><i>&lt;b&gt;</i></b>");
  });

  it("is left out where it is undefined or false, and shown where it is 0", () => {
    expect(htmlText(html`<p>${undefined}${false}${0}</p>`)).toBe("<p>0</p>");
  });

  it("is not believed to be markup because it looks like it", () => {
    const forged = JSON.parse('{"markup":"<b>","toString":"x"}') as never;
    expect(() => htmlText(html`<p>${forged}</p>`)).toThrow();
  });

  it("never breaks out, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const [, inside = "?"] =
          /^<p title="([^]*)"><\/p>$/.exec(htmlText(html`<p title="${text}"></p>`)) ?? [];
        expect(inside).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });

  it.each([
    ["for a whole attribute", () => html`<p ${"title"}></p>`],
    ["for an attribute without quotes", () => html`<p title=${"a b"}></p>`],
    ["after a quoted one", () => html`<p id="${"a"}" title=${"b"}></p>`],
  ])("is refused in a tag %s", (_, make) => {
    expect(make).toThrow("stands in double quotes");
  });
});

describe("attributes", () => {
  it("are there, with or without a value, or are not", () => {
    const own = { name: "a b", value: 0, checked: true, disabled: false, title: undefined };
    expect(htmlText(html`<input${attributes(own)} />`)).toBe(
      '<input name="a b" value="0" checked />',
    );
  });

  it("hold their values, whatever they are", () => {
    const nasty = `" onclick="x" '<&`;
    expect(htmlText(html`<i${attributes({ title: nasty })}></i>`)).toBe(
      '<i title="&quot; onclick=&quot;x&quot; &#39;&lt;&amp;"></i>',
    );
  });

  it.each(["on click", 'a"', "", "a>"])("have no name such as %j", (name) => {
    expect(() => attributes({ [name]: "x" })).toThrow(TypeError);
  });

  it("stand in a tag, and in no list", () => {
    expect(() => html`<p>${[attributes({ id: "x" })]}</p>`).toThrow(TypeError);
  });
});
