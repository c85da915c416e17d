/**
 * Signing in at the tenant's issuer: authorization code with PKCE (RFC 7636), as a public client, since
 * these pages hold no secret. State, nonce and verifier wait in a cookie of the browser that began.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type HttpResult } from "#shared/lambda/http.ts";
import { html } from "#shared/lambda/html.ts";
import { verifiedClaims } from "#shared/lambda/token.ts";
import type { Asked, PagesContext } from "./context.ts";
import { isOwnForm } from "./form-token.ts";
import { framed } from "./frame.ts";
import type { Tokens } from "./identity-provider.ts";
import { refused } from "./refusals.ts";
import { returnPath } from "./return-path.ts";
import { sessionCookie, toleranceSeconds } from "./session.ts";
import { frameWords } from "./words/frame.ts";
import { refusals } from "./words/refusals.ts";

/** What waits for the browser to come back. */
const Begun = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
});

const beginSecondsMax = 10 * 60;
const tokenBytes = 32;

export interface Beginning {
  /** Below `/pages`; where it leads back to. */
  to: string | undefined;
  /** Asks for a password even of whom the issuer still remembers: after signing out. */
  anew?: boolean;
}

export async function beginSignIn(
  { to, anew = false }: Beginning,
  asked: Asked,
  context: PagesContext,
): Promise<HttpResult> {
  const { clientId, redirectUri, scope, random, jar } = context;
  const { authorizationEndpoint } = await context.provider();
  const token = (): string => random(tokenBytes).toString("base64url");
  const begun = { state: token(), nonce: token(), verifier: token(), to: returnPath(to) };
  const url = new URL(authorizationEndpoint);
  const parameters = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: createHash("sha256").update(begun.verifier).digest("base64url"),
    code_challenge_method: "S256",
    ui_locales: asked.language,
    ...(anew && { prompt: "login" }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const waiting = Buffer.from(JSON.stringify(begun)).toString("base64url");
  return moved(url.href, [jar.put("sign-in", waiting, beginSecondsMax)]);
}

/** The browser is back from the issuer. */
export async function endSignIn(asked: Asked, context: PagesContext): Promise<HttpResult> {
  const { query, cookies } = asked;
  const { jar, issuer, home, redirectUri } = context;
  const around = { cookies: [jar.drop("sign-in")] };
  const refuse = (why: "notBegun" | "notBelieved", reason: string): HttpResult => {
    context.log({ outcome: "refused", reason });
    return refused(refusals[why], { asked, context, around });
  };
  const begun = readBegun(cookies.read("sign-in"));
  if (begun === undefined || !isSame(query.get("state"), begun.state)) {
    return refuse("notBegun", "state not of this browser");
  }
  // RFC 9207: an answer of another issuer is not for us.
  if ((query.get("iss") ?? issuer) !== issuer)
    return refuse("notBelieved", "answer of another issuer");
  const code = query.get("code");
  if (code === null) return refuse("notBelieved", "refused by the issuer");
  const { exchange } = await context.provider();
  const tokens = await exchange({ code, verifier: begun.verifier, redirectUri });
  if (tokens === undefined) return refuse("notBelieved", "code not exchanged");
  const believed = await believe(tokens, begun.nonce, context);
  if ("reason" in believed) return refuse("notBelieved", believed.reason);
  const cookie = sessionCookie(tokens.access_token, believed.name);
  if (cookie === undefined) return refuse("notBelieved", "token too large for a cookie");
  return moved(`${home}${begun.to}`, [
    ...around.cookies,
    jar.put("session", cookie, believed.secondsLeft),
  ]);
}

const IdClaims = z.object({ sub: z.string(), nonce: z.string(), name: z.string().optional() });
const AccessClaims = z.object({ sub: z.string(), exp: z.number() });

/** Both tokens are ours, of one person, and the first was made for this sign-in. */
async function believe(
  tokens: Tokens,
  nonce: string,
  { issuer, clientId, audience, now, provider }: PagesContext,
): Promise<{ name: string; secondsLeft: number } | { reason: string }> {
  const { keys } = await provider();
  const trusted = { issuer, keys, now: now(), toleranceSeconds };
  const id = IdClaims.safeParse(
    await verifiedClaims(tokens.id_token, { ...trusted, audience: [clientId] }),
  );
  if (!id.success || !isSame(id.data.nonce, nonce)) return { reason: "identity not believed" };
  const access = AccessClaims.safeParse(
    await verifiedClaims(tokens.access_token, { ...trusted, audience }),
  );
  if (!access.success) return { reason: "access token not for this API" };
  if (access.data.sub !== id.data.sub) return { reason: "tokens of two people" };
  const secondsLeft = Math.floor(access.data.exp - now().getTime() / 1_000);
  return { name: (id.data.name ?? "").slice(0, nameLengthMax), secondsLeft };
}

const nameLengthMax = 100;

/** Only the officer's own form signs out: a page elsewhere could else do it for them. */
export function signOut(asked: Asked, context: PagesContext): HttpResult {
  const token = asked.cookies.read("session")?.split("~")[0] ?? "";
  if (token !== "" && !isOwnForm(asked.form, token)) {
    return refused(refusals.foreignForm, { asked, context });
  }
  return moved(`${context.home}/signed-out`, [context.jar.drop("session")]);
}

export function signedOut(asked: Asked, context: PagesContext): HttpResult {
  const { say } = asked;
  const title = say(frameWords.signedOut);
  const again = say(frameWords.again);
  const body = html`<p><a href="${context.home}/sign-in?anew">${again}</a></p>`;
  return framed({ title, body }, asked, context);
}

/** 303: whatever it was, the next request is a GET. */
export function moved(location: string, cookies: readonly string[] = []): HttpResult {
  return {
    statusCode: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "same-origin" },
    cookies: [...cookies],
    body: "",
  };
}

function readBegun(cookie: string | undefined): z.infer<typeof Begun> | undefined {
  try {
    const text = Buffer.from(cookie ?? "", "base64url").toString();
    const begun = Begun.parse(JSON.parse(text));
    return { ...begun, to: returnPath(begun.to) };
  } catch {
    return undefined;
  }
}

function isSame(given: string | null, own: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(own)];
  return a.length === b.length && timingSafeEqual(a, b);
}
