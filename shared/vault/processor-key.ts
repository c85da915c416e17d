/** What answers to machines are signed with: ECDSA on P-256, which FIPS 186-4 knows and OpenDSR asks for. */
import { createECDH, createPrivateKey, hkdfSync, type KeyObject, sign } from "node:crypto";
import { certificateRequest, selfSignedCertificate } from "./certificate.ts";
import { currentKey, type KeyMaterial } from "./key-material.ts";

export interface ProcessorSigner {
  /** ECDSA over the SHA-256 of a text, as DER in base64. */
  sign(text: string): string;
  /** Of the same key, in the name of a domain: PEM. */
  certificate(domain: string): string;
  /** By which an authority is asked for a better one: PEM. */
  certificateRequest(domain: string): string;
}

export function processorSignerOf(material: KeyMaterial): ProcessorSigner {
  const secret = privateKey(currentKey(material).secret);
  return {
    sign: (text) => sign("sha256", Buffer.from(text), secret).toString("base64"),
    certificate: (domain) => selfSignedCertificate(secret, domain),
    certificateRequest: (domain) => certificateRequest(secret, domain),
  };
}

const order = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** From a tenant's 32 bytes by FIPS 186-4, B.4.1: 64 bits more than needed, so that no key is likelier. */
function privateKey(secret: KeyObject): KeyObject {
  const wide = Buffer.from(hkdfSync("sha256", secret, "", "opendsr p-256", 40)).toString("hex");
  const scalar = (BigInt(`0x${wide}`) % (order - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, "0"), "hex");
  const point = createECDH("prime256v1");
  point.setPrivateKey(d);
  const [x, y] = [point.getPublicKey().subarray(1, 33), point.getPublicKey().subarray(33)];
  const text = (part: Buffer) => part.toString("base64url");
  const key = { kty: "EC", crv: "P-256", d: text(d), x: text(x), y: text(y) };
  return createPrivateKey({ key, format: "jwk" });
}
