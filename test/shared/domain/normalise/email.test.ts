import { describe, expect, it } from "vitest";
import { normaliseEmail } from "#shared/domain/normalise/email.ts";

describe("an e-mail address", () => {
  it.each([
    ["stays", "ann@mail.cn", "ann@mail.cn"],
    ["is lower-cased", "Ann.Example@Mail.CN", "ann.example@mail.cn"],
    ["loses white space around it", " ann@mail.cn\n", "ann@mail.cn"],
    ["loses mailto:", "MAILTO:ann@mail.cn", "ann@mail.cn"],
    ["may be typed full-width", "ａｎｎ＠ｍａｉｌ．ｃｎ", "ann@mail.cn"],
    ["may have a Chinese full stop in its domain", "ann@mail。cn", "ann@mail.cn"],
    ["keeps its tag", "ann+news@mail.cn", "ann+news@mail.cn"],
    ["may have an international domain", "ann@例子.中国", "ann@xn--fsqu00a.xn--fiqs8s"],
    ["may have a longest local part", `${"a".repeat(64)}@mail.cn`, `${"a".repeat(64)}@mail.cn`],
  ])("%s", (_fact, raw, value) => {
    expect(normaliseEmail(raw)).toEqual({ valid: true, value });
  });

  it.each([
    ["no @", "ann.mail.cn"],
    ["two @", "ann@mail@cn.com"],
    ["nothing before the @", "@mail.cn"],
    ["nothing after it", "ann@"],
    ["a space inside", "ann example@mail.cn"],
    ["a domain without a dot", "ann@localhost"],
    ["an empty label", "ann@mail..cn"],
    ["a label that starts with a hyphen", "ann@-mail.cn"],
    ["a label that ends with one", "ann@mail-.cn"],
    ["a label of 64 characters", `ann@${"a".repeat(64)}.cn`],
    ["an underscore in the domain", "ann@my_mail.cn"],
    ["an IP address for a domain", "ann@192.0.2.1"],
    ["an IP literal", "ann@[192.0.2.1]"],
    ["a top-level domain with a digit", "ann@mail.c0m"],
    ["a dot at the end", "ann@mail.cn."],
    ["a dot at the start", ".ann@mail.cn"],
    ["two dots in a row", "ann..example@mail.cn"],
    ["a quoted local part", '"ann example"@mail.cn'],
    ["a Chinese local part", "安@mail.cn"],
    ["a percent-encoded domain", "ann@m%61il.cn"],
    ["a path behind an international domain", "ann@例子.中国/x"],
    ["a port behind an international domain", "ann@例子.中国:25"],
    ["a query behind an international domain", "ann@例子.中国?x"],
    ["an international domain of dots", "ann@。。中国"],
    ["a local part of 65 characters", `${"a".repeat(65)}@mail.cn`],
    ["255 characters", `ann@${"a.".repeat(124)}com`],
    ["a name around it", "Ann <ann@mail.cn>"],
    ["two addresses", "ann@mail.cn,bob@mail.cn"],
  ])("is refused with %s", (_fact, raw) => {
    expect(normaliseEmail(raw)).toEqual({ valid: false });
  });
});
