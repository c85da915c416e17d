/** Providers that sign nothing: an unguessable last segment of the address stands in. */
import * as z from "zod";
import type { Authentication, AuthenticationContext } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { sameSecret } from "./signature.ts";

const PathToken = z.string().regex(/^[\w-]{24,100}$/);

/** One token, or several while the provider is being moved from the old to the new address. */
export const PathTokenSecrets = z.strictObject({
  pathToken: z
    .union([PathToken, z.array(PathToken).min(1).max(4)])
    .transform((token) => (typeof token === "string" ? [token] : token)),
});

export const pathTokenAuthentication = {
  en: "unguessable token in the address",
  zh: "地址中有一段无法猜到的令牌",
};

export function generatePathToken(randomBytes: (count: number) => Buffer) {
  return { pathToken: randomBytes(24).toString("base64url") };
}

export function authenticatePathToken(
  { pathToken }: Delivery,
  { secrets }: AuthenticationContext<z.output<typeof PathTokenSecrets>>,
): Authentication {
  let matches = false;
  for (const token of secrets.pathToken) {
    if (sameSecret(token, pathToken ?? "")) matches = true;
  }
  return matches
    ? { kind: "authentic", trust: "token" }
    : { kind: "refused", reason: "token wrong" };
}
