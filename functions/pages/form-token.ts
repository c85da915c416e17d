/** That a form was made for this session: nobody can know it who does not hold the session's cookie. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { type Html, html } from "#shared/lambda/html.ts";

const field = "form-token";

/** Keyed by the session's own secret: it needs no other, and is worth nothing in another session. */
function tokenOf(session: string): string {
  return createHmac("sha256", session).update("a form of the pages").digest("base64url");
}

export const formTokenField = (session: string): Html =>
  html`<input type="hidden" name="${field}" value="${tokenOf(session)}" />`;

export function isOwnForm(form: URLSearchParams | undefined, session: string): boolean {
  const given = Buffer.from(form?.get(field) ?? "");
  const own = Buffer.from(tokenOf(session));
  return given.length === own.length && timingSafeEqual(given, own);
}
