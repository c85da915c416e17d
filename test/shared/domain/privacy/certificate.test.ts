import * as fc from "fast-check";
import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  certify,
  type CertificateContent,
  lastWindow,
  verifyCertificate,
  windowsOf,
} from "#shared/domain/privacy/certificate.ts";
import { signerOf } from "#shared/vault/signing-key.ts";

const signer = (byte: number) =>
  signerOf([{ version: 1, secret: createSecretKey(Buffer.alloc(32, byte)) }]);
const ours = signer(1);

const days = { queue: 4, "dead-letters": 14, quarantine: 30, "keys-recovery": 7 };
const at = "2026-11-01T08:00:00.000Z";
const content: CertificateContent = {
  version: 1,
  tenant: "demo",
  request: "req_1",
  laws: ["gdpr", "pipl"],
  at,
  counts: { people: 2, events: 7, identifiers: 3, keys: 2 },
  verification: { at, survivors: 0 },
  windows: windowsOf(days, at),
  tombstones: {
    purpose: "keeps the erased person from coming back",
    until: "2029-11-01T08:00:00.000Z",
    suppressed: false,
  },
  final: false,
  issuedAt: at,
};
const certificate = certify(content, ours);
const trusted = new Set([ours.key]);

describe("a certificate", () => {
  it("is genuine as it was signed, whatever the order of its members", () => {
    expect(verifyCertificate(certificate, trusted)).toEqual({ kind: "genuine", certificate });
    const { signature, content: said } = certificate;
    const turned = { signature, content: Object.fromEntries(Object.entries(said).reverse()) };
    expect(verifyCertificate(turned, trusted)).toMatchObject({ kind: "genuine" });
  });

  it("is not, where one byte is another", () => {
    const text = JSON.stringify(certificate);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 94 }), (place, by) => {
        const code = 32 + ((text.charCodeAt(place) - 32 + by) % 95);
        const altered = text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1);
        let told: unknown;
        try {
          told = JSON.parse(altered);
        } catch {
          return;
        }
        const { kind } = verifyCertificate(told, trusted);
        // The last character of base64url holds bits that say nothing.
        const isSame = JSON.stringify(told) === text;
        if (!isSame && !sameSignature(told)) expect(kind).not.toBe("genuine");
      }),
      { numRuns: 3_000 },
    );
  });

  it("is not, where somebody else signed it, however well", () => {
    const theirs = certify(content, signer(2));
    expect(verifyCertificate(theirs, trusted)).toEqual({
      kind: "foreign key",
      key: signer(2).key,
    });
    expect(verifyCertificate(theirs, undefined)).toMatchObject({ kind: "genuine" });
  });

  it.each([
    ["nothing", undefined],
    ["a text", "certificate"],
    ["only its content", { content }],
    ["more than was signed", { ...certificate, note: "and more" }],
    ["more in its content", { ...certificate, content: { ...content, note: "x" } }],
    [
      "another algorithm",
      { ...certificate, signature: { ...certificate.signature, algorithm: "none" } },
    ],
  ])("is none: %s", (_, told) => {
    expect(verifyCertificate(told, trusted).kind).toBe("not a certificate");
  });
});

describe("the windows of an erasure", () => {
  it("end as long after it as each store keeps what it has, the quarantine's here last", () => {
    expect(content.windows.map(({ store, until }) => [store, until.slice(0, 10)])).toEqual([
      ["queue", "2026-11-05"],
      ["dead-letters", "2026-11-15"],
      ["quarantine", "2026-12-01"],
      ["keys-recovery", "2026-11-08"],
    ]);
    expect(lastWindow(content.windows)).toBe("2026-12-01T08:00:00.000Z");
  });
});

function sameSignature(told: unknown): boolean {
  const { content: said, signature } = told as typeof certificate;
  if (JSON.stringify(said) !== JSON.stringify(certificate.content)) return false;
  if (
    typeof signature?.value !== "string" ||
    signature.key !== certificate.signature.key ||
    signature.algorithm !== "Ed25519"
  )
    return false;
  const bytes = (value: string) => Buffer.from(value, "base64url");
  return bytes(signature.value).equals(bytes(certificate.signature.value));
}
