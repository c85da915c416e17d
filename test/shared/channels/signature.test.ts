import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  authenticateHmac,
  hmacMatches,
  sameSecret,
  type SignedHeader,
  withinWindow,
} from "#shared/channels/signature.ts";

const signed: SignedHeader = {
  header: `sha256=${createHmac("sha256", "old").update("ab").digest("hex")}`,
  prefix: "sha256=",
  algorithm: "sha256",
  encoding: "hex",
  parts: ["a", Buffer.from("b")],
  secrets: ["new", "old"],
};

describe("a signed header", () => {
  it("is authentic under any secret in use, over its parts one after the other", () => {
    expect(authenticateHmac(signed)).toEqual({ kind: "authentic", trust: "signed" });
  });

  it.each<[string, Partial<SignedHeader>]>([
    ["signature missing", { header: undefined }],
    ["signature missing", { header: "" }],
    ["signature malformed", { prefix: "v1=" }],
    ["signature wrong", { header: "sha256=" }],
    ["signature wrong", { secrets: ["new"] }],
    ["signature wrong", { secrets: [] }],
    ["signature wrong", { parts: ["ab "] }],
    ["signature wrong", { encoding: "base64" }],
    ["signature wrong", { algorithm: "sha1" }],
    ["signature wrong", { header: signed.header?.toUpperCase().replace("SHA256", "sha256") }],
  ])("is refused: %s", (reason, change) => {
    expect(authenticateHmac({ ...signed, ...change })).toEqual({ kind: "refused", reason });
  });

  it("without a prefix is the signature itself", () => {
    const { prefix: _, ...bare } = signed;
    const signature = signed.header?.slice("sha256=".length) ?? "";
    expect(authenticateHmac({ ...bare, header: signature }).kind).toBe("authentic");
    expect(hmacMatches({ ...bare, signature })).toBe(true);
  });
});

describe("two secrets", () => {
  it("are the same exactly when their texts are", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sameSecret(a, b) === (a === b)));
    expect(sameSecret("a", "a")).toBe(true);
  });
});

describe("a time", () => {
  it("is within the window at its edges, not beyond, and never if it is none", () => {
    const at = (ms: number) => withinWindow(new Date(ms), new Date(10_000), 5_000);
    expect([5_000, 15_000].map(at)).toEqual([true, true]);
    expect([4_999, 15_001, Number.NaN].map(at)).toEqual([false, false, false]);
  });
});
