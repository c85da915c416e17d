import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accountThatSigned,
  encryptedText,
  openEnvelope,
  sealEnvelope,
} from "#shared/channels/wechat-crypto.ts";

/** From the tests of Tencent's Java sample: 16 fixed characters stand where random bytes belong. */
const vector = {
  encrypted:
    "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==",
  encodingAesKeys: ["abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"],
  receiverId: "wxb11529c136998cb6",
};

describe("an envelope", () => {
  it("opens to its message", () => {
    expect(openEnvelope(vector)).toEqual({
      kind: "opened",
      message: Buffer.from("我是中文abcd123"),
    });
  });

  it("opens under the old key while one is being rotated", () => {
    const encodingAesKeys = ["0".repeat(43), ...vector.encodingAesKeys];
    expect(openEnvelope({ ...vector, encodingAesKeys }).kind).toBe("opened");
  });

  it("for another account is refused", () => {
    for (const receiverId of ["wxb11529c136998cb7", "", "wxb11529c136998cb66"]) {
      expect(openEnvelope({ ...vector, receiverId })).toEqual({
        kind: "refused",
        reason: "not for this account",
      });
    }
  });

  it.each([
    ["another key", { encodingAesKeys: ["0".repeat(43)] }],
    ["no key", { encodingAesKeys: [] }],
    ["no text", { encrypted: "" }],
    ["half a block", { encrypted: vector.encrypted.slice(0, 20) }],
    [
      "a block missing",
      { encrypted: Buffer.from(vector.encrypted, "base64").subarray(0, 48).toString("base64") },
    ],
  ])("is refused with %s", (_, change) => {
    expect(openEnvelope({ ...vector, ...change })).toEqual({
      kind: "refused",
      reason: "encrypted under another key",
    });
  });

  it("whose length points beyond its end is refused", () => {
    const key = Buffer.from(`${vector.encodingAesKeys[0]}=`, "base64");
    const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
    const plain = Buffer.concat([Buffer.alloc(16), Buffer.from([0xff, 0xff, 0xff, 0xff])]);
    const padded = Buffer.concat([plain, Buffer.alloc(12, 12)]);
    const encrypted = Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
    expect(openEnvelope({ ...vector, encrypted }).kind).toBe("refused");
  });

  it("of any bytes never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const encrypted = Buffer.from(bytes).toString("base64");
        return openEnvelope({ ...vector, encrypted }).kind === "refused";
      }),
    );
  });
});

describe("a sorted signature", () => {
  const accounts = { one: { token: ["789"] }, two: { token: ["000", "spamtest"] } };
  const signature = "f7c3bc1d808e04732adf679965ccc34ca7ae3441";

  it("tells whose token made it, whatever the order of its parts", () => {
    expect(accountThatSigned(accounts, { parts: ["456", "123"], signature })).toBe("one");
    expect(accountThatSigned(accounts, { parts: ["123", "456"], signature })).toBe("one");
  });

  it.each([
    [["456", "124"], signature],
    [["456"], signature],
    [["456", "123"], signature.toUpperCase()],
    [["456", "123"], ""],
  ])("is nobody's with %j and %s", (parts, other) => {
    expect(accountThatSigned(accounts, { parts, signature: other })).toBeUndefined();
  });
});

describe("the encrypted text", () => {
  it.each([
    "<xml><Encrypt><![CDATA[QUJD]]></Encrypt></xml>",
    "<xml>\n<Encrypt>\n<![CDATA[QUJD]]>\n</Encrypt></xml>",
    "<xml><Encrypt>QUJD</Encrypt></xml>",
    "<xml><Content><![CDATA[<Encrypt>AAAA</Encrypt>]]></Content><Encrypt>QUJD</Encrypt></xml>",
  ])("is found in %s", (outer) => {
    expect(encryptedText(outer)).toBe("QUJD");
  });

  it.each([
    "",
    "<xml></xml>",
    "<xml><Encrypt></Encrypt></xml>",
    "<xml><Encrypt>not base64!</Encrypt></xml>",
    '<!DOCTYPE x [<!ENTITY e "QUJD">]><xml><Encrypt>QUJD</Encrypt></xml>',
    "<xml><!-- <Encrypt>QUJD</Encrypt>",
  ])("is not found in %j", (outer) => {
    expect(encryptedText(outer)).toBeUndefined();
  });
});

describe("a sealed envelope", () => {
  const [encodingAesKey = ""] = vector.encodingAesKeys;
  const seal = (message: string, prefix = "aaaabbbbccccdddd") =>
    sealEnvelope({
      message: Buffer.from(message),
      encodingAesKey,
      receiverId: vector.receiverId,
      prefix: Buffer.from(prefix),
    });

  it("is what Tencent's sample makes of the same message", () => {
    expect(seal("我是中文abcd123")).toBe(vector.encrypted);
  });

  it("opens to its message, whatever its length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 100 }), (message) => {
        const opened = openEnvelope({ ...vector, encrypted: seal(message) });
        expect(opened).toEqual({ kind: "opened", message: Buffer.from(message) });
      }),
    );
  });

  it("differs with its prefix", () => {
    expect(seal("success")).not.toBe(seal("success", "ddddccccbbbbaaaa"));
  });
});
