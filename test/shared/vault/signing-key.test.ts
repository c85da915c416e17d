import { createSecretKey, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newKeyMaterial, parseKeyMaterial } from "#shared/vault/key-material.ts";
import { signerOf } from "#shared/vault/signing-key.ts";

const hex = (text: string) => Buffer.from(text, "hex");
const base64url = (text: string) => hex(text).toString("base64url");

describe("the key that signs digests", () => {
  it("is Ed25519 from its seed: the first vector of RFC 8032", () => {
    const seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    const signer = signerOf([{ version: 1, secret: createSecretKey(seed) }]);
    expect(signer.key).toBe(
      base64url("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
    );
    expect(signer.sign(Buffer.alloc(0))).toBe(
      base64url(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
      ),
    );
  });

  it("has a public key for every version, so that what an older one signed stays signed", () => {
    const fresh = () => randomBytes(32).toString("base64");
    const text = JSON.stringify({ current: 2, keys: { 1: fresh(), 2: fresh() } });
    const material = parseKeyMaterial("audit", text);
    const { key, keys } = signerOf(material);
    expect([...keys]).toEqual(material.map((version) => signerOf([version]).key));
    expect([...keys].at(-1)).toBe(key);
    expect(keys.size).toBe(2);
  });

  it("is another one each time it is made", () => {
    const one = parseKeyMaterial("audit", newKeyMaterial(randomBytes));
    const other = parseKeyMaterial("audit", newKeyMaterial(randomBytes));
    expect(signerOf(one).key).not.toBe(signerOf(other).key);
  });
});
