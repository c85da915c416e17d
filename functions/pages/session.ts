/**
 * Who is signed in. The session is the officer's own access token in a cookie, and ends when that does:
 * nothing is stored here. It is believed as the API's authorizer would believe it. To sign out takes the
 * cookie away; a token cannot be called back before its end, so issuers should keep it short.
 */
import * as z from "zod";
import { type Role, StaffClaims } from "#shared/domain/staff.ts";
import { verifiedClaims } from "#shared/lambda/token.ts";
import type { IdentityProvider } from "./identity-provider.ts";

export interface Officer {
  subject: string;
  role: Role;
  /** As the issuer calls them; for their own eyes. */
  name: string;
  token: string;
  signedInUntil: Date;
}

export type Session =
  | { kind: "officer"; officer: Officer }
  /** The issuer knows them, and has given them no role that we know. */
  | { kind: "no role"; token: string }
  | { kind: "none" };

export interface Believed {
  issuer: string;
  audience: readonly string[];
  now: Date;
  provider: () => Promise<IdentityProvider>;
}

/** Clocks of two companies. */
export const toleranceSeconds = 30;

/** Browsers keep no cookie above 4,096 bytes, its name and attributes included. */
const cookieBytesMax = 3_800;

/** Undefined where it is more than a cookie can hold. */
export function sessionCookie(token: string, name: string): string | undefined {
  const value = `${token}~${Buffer.from(name).toString("base64url")}`;
  return value.length > cookieBytesMax ? undefined : value;
}

const TokenClaims = z.object({ sub: z.string(), exp: z.number() });

export async function readSession(
  cookie: string | undefined,
  { provider, ...believed }: Believed,
): Promise<Session> {
  const [token = "", name = ""] = (cookie ?? "").split("~");
  if (token === "") return { kind: "none" };
  const { keys } = await provider();
  const verified = await verifiedClaims(token, { ...believed, keys, toleranceSeconds });
  const claims = TokenClaims.safeParse(verified);
  if (!claims.success) return { kind: "none" };
  const staff = StaffClaims.safeParse(verified);
  if (!staff.success) return { kind: "no role", token };
  const { role, sub: subject } = staff.data;
  const shownName = Buffer.from(name, "base64url").toString() || subject;
  const signedInUntil = new Date(claims.data.exp * 1_000);
  return { kind: "officer", officer: { subject, role, name: shownName, token, signedInUntil } };
}
