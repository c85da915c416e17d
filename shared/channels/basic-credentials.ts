/** Providers that sign nothing but show a name and a password of our choice: HTTP basic (RFC 7617). */
import * as z from "zod";
import type { Authentication, AuthenticationContext } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { sameSecret } from "./signature.ts";

/** The password has at least the sixteen characters that make it a secret. */
const Credentials = z.string().regex(/^[^:\s]{1,100}:\S{16,200}$/);

/** `name:password`, or several while the provider is being moved from the old to the new ones. */
export const BasicSecrets = z.strictObject({
  credentials: z
    .union([Credentials, z.array(Credentials).min(1).max(4)])
    .transform((credentials) => (typeof credentials === "string" ? [credentials] : credentials)),
});

export function generateBasic(randomBytes: (count: number) => Buffer) {
  return { credentials: `tributary:${randomBytes(24).toString("base64url")}` };
}

export function authenticateBasic(
  { headers }: Delivery,
  { secrets }: AuthenticationContext<z.output<typeof BasicSecrets>>,
): Authentication {
  const shown = /^basic +(.*)$/i.exec(headers["authorization"] ?? "")?.[1];
  if (!shown) return { kind: "refused", reason: "signature missing" };
  let matches = false;
  for (const credentials of secrets.credentials) {
    // Encoded rather than decoded: base64 has several ways to write the same bytes.
    if (sameSecret(Buffer.from(credentials).toString("base64"), shown)) matches = true;
  }
  return matches
    ? { kind: "authentic", trust: "token" }
    : { kind: "refused", reason: "token wrong" };
}
