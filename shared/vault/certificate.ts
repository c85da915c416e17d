/** X.509 of our key: standing for itself, and as an authority is asked to certify it. */
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

const nameOf = (domain: string): Buffer =>
  sequence(der(0x31, sequence(commonName, text(0x0c, domain))));
const alternativeNames = (domain: string): Buffer =>
  sequence(sequence(subjectAlternativeName, der(0x04, sequence(text(0x82, domain)))));
const publicPart = (secret: KeyObject): Buffer =>
  createPublicKey(secret).export({ type: "spki", format: "der" });

/** For a P-256 key, in PEM. */
export function selfSignedCertificate(secret: KeyObject, domain: string): string {
  const key = publicPart(secret);
  // Positive, and the same for the same key.
  const serial = Buffer.concat([Buffer.of(1), hash("sha256", key, "buffer").subarray(0, 15)]);
  const name = nameOf(domain);
  const told = sequence(
    version3,
    der(0x02, serial),
    ecdsaWithSha256,
    name,
    validity,
    name,
    key,
    der(0xa3, alternativeNames(domain)),
  );
  return signedPem("CERTIFICATE", told, secret);
}

const extensionRequest = Buffer.from("06092a864886f70d01090e", "hex");

/** PKCS #10, RFC 2986: what an authority is asked to certify for a domain. */
export function certificateRequest(secret: KeyObject, domain: string): string {
  const wanted = sequence(extensionRequest, der(0x31, alternativeNames(domain)));
  const version1 = der(0x02, Buffer.of(0));
  const told = sequence(version1, nameOf(domain), publicPart(secret), der(0xa0, wanted));
  return signedPem("CERTIFICATE REQUEST", told, secret);
}

function signedPem(label: string, told: Buffer, secret: KeyObject): string {
  const signed = sequence(told, ecdsaWithSha256, bits(sign("sha256", told, secret)));
  const lines = signed.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
