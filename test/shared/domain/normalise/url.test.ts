import { describe, expect, it } from "vitest";
import { normaliseUrl } from "#shared/domain/normalise/url.ts";

describe("a web address", () => {
  it.each([
    ["https://brook.cn/a?b=c#d", "https://brook.cn/a?b=c#d"],
    ["HTTP://Brook.CN", "http://brook.cn/"],
    ["brook.cn/offer", "https://brook.cn/offer"],
    ["//brook.cn/offer", "https://brook.cn/offer"],
    ["https://ann:secret@brook.cn/", "https://brook.cn/"],
    ["http://例子.中国/路", "http://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF"],
  ])("%s is %s", (raw, value) => {
    expect(normaliseUrl(raw)).toEqual({ valid: true, value });
  });

  it.each([
    ["runs a script", "javascript:alert(1)"],
    ["holds the data itself", "data:text/html,hello"],
    ["is a file", "file:///etc/hosts"],
    ["is mail", "mailto:ann@mail.cn"],
    ["is no web page", "ftp://brook.cn/"],
    ["has no domain", "http://localhost:3000/"],
    ["is a word", "brook"],
    ["is a path", "/offer"],
    ["has a space in its host", "http://bro ok.cn/"],
    ["is too long", `https://brook.cn/${"a".repeat(2_000)}`],
    ["is too long once encoded", `https://brook.cn/${"路".repeat(300)}`],
  ])("is refused where it %s", (_fact, raw) => {
    expect(normaliseUrl(raw)).toEqual({ valid: false });
  });
});
