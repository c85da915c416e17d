import { describe, expect, it } from "vitest";
import { authenticateBodyToken, unprovenJson } from "#shared/channels/body-token.ts";

const tokens = ["the-old-token", "the-new-token"];
const authenticate = (body: string, bodyBytesMax = 1_000) =>
  authenticateBodyToken({
    body: Buffer.from(body),
    bodyBytesMax,
    tokenOf: (payload) => Object(payload).token as unknown,
    tokens,
  });
const refused = { kind: "refused", reason: "token wrong" };

describe("a token in the body", () => {
  it.each(tokens)("%s is taken while one is being rotated", (token) => {
    expect(authenticate(JSON.stringify({ token }))).toEqual({ kind: "authentic", trust: "token" });
  });

  it.each([
    ["another token", '{"token":"a-stranger"}'],
    ["the beginning of one", '{"token":"the-old"}'],
    ["an empty one", '{"token":""}'],
    ["a list of them", JSON.stringify({ token: tokens })],
    ["none", "{}"],
    ["no JSON", "the-old-token"],
    ["nothing", ""],
    ["a list", "[]"],
    ["null", "null"],
  ])("is refused with %s", (_, body) => {
    expect(authenticate(body)).toEqual(refused);
  });

  it("is not looked for in a body that is larger than the channel allows", () => {
    const body = JSON.stringify({ token: tokens[0] });
    expect(authenticate(body, body.length).kind).toBe("authentic");
    expect(authenticate(body, body.length - 1)).toEqual(refused);
  });
});

describe("a body that nobody has vouched for", () => {
  it.each([
    ["a prototype's key", '{"__proto__":{"a":1}}'],
    ["a raw NUL", '{"a":"\0"}'],
    ["a depth bomb", `${"[".repeat(2_000)}${"]".repeat(2_000)}`],
  ])("is not read with %s", (_, body) => {
    expect(unprovenJson(Buffer.from(body), 10_000)).toBeUndefined();
  });
});
