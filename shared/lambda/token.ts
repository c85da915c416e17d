/** Whether a token is one of the tenant's issuer: asked in the way of API Gateway's JWT authorizer. */
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from "jose";

export interface Trusted {
  issuer: string;
  /** One of these must be in `aud`; in `client_id` where there is no `aud`. */
  audience: readonly string[];
  /** The issuer's public keys. Where they cannot be had it must throw what is no JOSEError. */
  keys: JWTVerifyGetKey;
  now: Date;
  /** By how much its clock and ours may differ. */
  toleranceSeconds?: number;
}

/** docs.aws.amazon.com, http-api-jwt-authorizer: "Currently, only RSA-based algorithms are supported." */
const algorithms = ["RS256", "RS384", "RS512"];

/**
 * The claims of a token with a key id, a signature of that key, our issuer and audience, inside of its
 * time; undefined for any other token. Throws where the keys cannot be had.
 */
export async function verifiedClaims(
  token: string,
  { issuer, audience, keys, now, toleranceSeconds = 0 }: Trusted,
): Promise<JWTPayload | undefined> {
  const rules = { issuer, algorithms, currentDate: now, clockTolerance: toleranceSeconds };
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      ...rules,
      requiredClaims: ["exp"],
    });
    const { iat = 0, aud = payload["client_id"] } = payload;
    const isForUs = [aud].flat().some((each) => audience.some((own) => own === each));
    const isIssued = iat <= now.getTime() / 1_000 + toleranceSeconds;
    return protectedHeader.kid !== undefined && isForUs && isIssued ? payload : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
