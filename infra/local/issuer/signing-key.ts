/** The key that the local issuer signs with: made at first start, and its owner's alone. */
import { existsSync, readFileSync } from "node:fs";
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
} from "jose";
import * as z from "zod";
import { StartError } from "../errors.ts";
import { writeWhole } from "../whole-file.ts";

/** API Gateway's authorizer takes RSA keys only. */
export const algorithm = "RS256";

/** A private RSA key: RFC 7518, 6.3. */
const PrivateJwk = z.looseObject({
  kty: z.literal("RSA"),
  n: z.string(),
  e: z.string(),
  d: z.string(),
});

export interface SigningKey {
  id: string;
  key: CryptoKey;
  /** For everybody to see. */
  publicJwk: { kty: "RSA"; n: string; e: string; kid: string; alg: string; use: "sig" };
}

/** Throws a StartError where the file cannot be used. */
export async function openSigningKey(file: string): Promise<SigningKey> {
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    writeWhole(file, await exportJWK(privateKey));
  }
  try {
    const jwk = PrivateJwk.parse(JSON.parse(readFileSync(file, "utf8")));
    const { kty, n, e } = jwk;
    const id = await calculateJwkThumbprint({ kty, n, e });
    const key = await importJWK(jwk, algorithm);
    if (key instanceof Uint8Array) throw new TypeError("no RSA key");
    return { id, key, publicJwk: { kty, n, e, kid: id, alg: algorithm, use: "sig" } };
  } catch (cause) {
    const next = "Take it away, and it is made anew: whoever is signed in signs in again.";
    throw new StartError(`${file} cannot be read. ${next}`, { cause });
  }
}
