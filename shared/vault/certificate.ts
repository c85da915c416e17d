/** X.509 of a key that stands for itself: how others get it, until an authority has certified one. */
import { createPublicKey, hash, type KeyObject, sign } from "node:crypto";

/** ASN.1 in DER: docs in ITU-T X.690; a certificate's parts in RFC 5280, section 4.1. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const sized =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...sized), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value));

const version3 = der(0xa0, der(0x02, Buffer.of(2)));
const ecdsaWithSha256 = sequence(Buffer.from("06082a8648ce3d040302", "hex"));
const commonName = Buffer.from("0603550403", "hex");
const subjectAlternativeName = Buffer.from("0603551d11", "hex");
const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.of(0), content);

/** RFC 5280, section 4.1.2.5: no well-defined expiration. The key itself says how long it is used. */
const validity = sequence(text(0x17, "260101000000Z"), text(0x18, "99991231235959Z"));

/** For a P-256 key, in PEM. */
export function selfSignedCertificate(secret: KeyObject, domain: string): string {
  const key = createPublicKey(secret).export({ type: "spki", format: "der" });
  // Positive, and the same for the same key.
  const serial = Buffer.concat([Buffer.of(1), hash("sha256", key, "buffer").subarray(0, 15)]);
  const name = sequence(der(0x31, sequence(commonName, text(0x0c, domain))));
  const names = sequence(subjectAlternativeName, der(0x04, sequence(text(0x82, domain))));
  const told = sequence(
    version3,
    der(0x02, serial),
    ecdsaWithSha256,
    name,
    validity,
    name,
    key,
    der(0xa3, sequence(names)),
  );
  const certificate = sequence(told, ecdsaWithSha256, bits(sign("sha256", told, secret)));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
