import { randomBytes, verify, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newKeyMaterial, parseKeyMaterial } from "#shared/vault/key-material.ts";
import { processorSignerOf } from "#shared/vault/processor-key.ts";

const materialOf = (text: string) => parseKeyMaterial("opendsr", text);
const text = newKeyMaterial(randomBytes);
const signer = processorSignerOf(materialOf(text));
const keyIn = (pem: string) => new X509Certificate(pem).publicKey;
const told = "Told in the tenant's name.";
const isSigned = (words: string, signature: string, pem: string): boolean =>
  verify("sha256", Buffer.from(words), keyIn(pem), Buffer.from(signature, "base64"));

describe("the processor's key", () => {
  it("is the same whenever it is made from the same key of the tenant", () => {
    const again = processorSignerOf(materialOf(text));
    expect(isSigned(told, again.sign(told), signer.certificate("a.example"))).toBe(true);
  });

  it("verifies nothing that was altered, and nothing of another tenant's", () => {
    const pem = signer.certificate("a.example");
    expect(isSigned(`${told}!`, signer.sign(told), pem)).toBe(false);
    const other = processorSignerOf(materialOf(newKeyMaterial(randomBytes)));
    expect(isSigned(told, other.sign(told), pem)).toBe(false);
  });

  it("is asked to be certified under the domain's name, with a proof that it is ours", () => {
    const asked = signer.certificateRequest("a.example").replace(/-----.*-----|\n/g, "");
    const bytes = Buffer.from(asked, "base64");
    // Outer sequence, then what is told, then the algorithm, then the signature.
    const start = bytes.readUInt8(1) === 0x82 ? 4 : 3;
    const long = bytes.readUInt8(start + 1) > 0x80;
    const end = start + (long ? 3 + bytes.readUInt8(start + 2) : 2 + bytes.readUInt8(start + 1));
    const told = bytes.subarray(start, end);
    const signature = bytes.subarray(end + 12 + 3);
    const key = keyIn(signer.certificate("a.example"));
    expect(verify("sha256", told, key, signature)).toBe(true);
    expect(told.toString("latin1")).toContain("a.example");
    expect(told.includes(key.export({ type: "spki", format: "der" }))).toBe(true);
  });

  it("has a certificate for its domain alone, whatever the domain's length", () => {
    for (const domain of ["a.example", `${"long-".repeat(11)}name.${"part.".repeat(20)}example`]) {
      const certificate = new X509Certificate(signer.certificate(domain));
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      expect(certificate.checkHost(domain)).toBe(domain);
      expect(certificate.checkHost("b.example")).toBeUndefined();
      expect(certificate.validTo).toContain("9999");
    }
  });
});
