import { describe, expect, it } from "vitest";
import { fitted, wrapped } from "#bin/channels/columns.ts";

describe("text in columns", () => {
  it.each([
    ["short", 8, "short   "],
    ["exactly8", 8, "exactly8"],
    ["more than eight", 8, "more th…"],
    ["您好", 6, "您好  "],
    ["您好，感谢", 6, "您好… "],
    ["a您好b", 6, "a您好b"],
    ["", 3, "   "],
  ])("%j in %i is %j", (text, columns, expected) => {
    expect(fitted(text, columns)).toBe(expected);
  });
});

describe("text in lines", () => {
  it.each([
    ["no longer than the line", 30, ["no longer than the line"]],
    ["broken between words", 8, ["broken", "between", "words"]],
    ["对请求体的签名", 6, ["对请求", "体的签", "名"]],
    ["空；对 GET 返回", 6, ["空；对", "GET 返", "回"]],
    ["电话（Twilio）呼入", 10, ["电话", "（Twilio）", "呼入"]],
    ["X-Zendesk-Webhook-Invocation-Id", 21, ["X-Zendesk-Webhook-", "Invocation-Id"]],
    ["abcdefgh", 3, ["abc", "def", "gh"]],
    ["", 3, [""]],
  ])("%j in %i is %j", (text, columns, expected) => {
    expect(wrapped(text, columns).split("\n")).toEqual(expected);
  });

  it("loses no character, however narrow the line", () => {
    const text = "msg_signature：token、nonce 排序后的 SHA-1；AES-256-CBC";
    for (let columns = 4; columns < 60; columns++) {
      expect(wrapped(text, columns).replaceAll(/\s/g, "")).toBe(text.replaceAll(" ", ""));
    }
  });
});
