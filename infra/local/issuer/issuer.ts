/**
 * An OpenID Connect issuer for this machine, so that the embedded run signs staff in as a company's own
 * issuer would: discovery, public keys, authorization code with PKCE, signed tokens. It stands below
 * `/_local/oidc`, where the gateway lets nobody come who is not on this machine.
 */
import { createLocalJWKSet, type JWTPayload, SignJWT } from "jose";
import * as z from "zod";
import { type Role, roles } from "#shared/domain/staff.ts";
import { type Language, preferredLanguage } from "#shared/lambda/language.ts";
import { verifiedClaims } from "#shared/lambda/token.ts";
import type { ControlAnswer, ControlRequest } from "../gateway.ts";
import { type AuthorizationRequest, createGrants, type Grant } from "./grants.ts";
import { refusedPage, signInPage } from "./sign-in-page.ts";
import { algorithm, type SigningKey } from "./signing-key.ts";

export const issuerPath = "/_local/oidc";

export interface IssuerOptions {
  /** Where it stands: the gateway's address and `issuerPath`. */
  issuer: string;
  clientId: string;
  /** For whom access tokens are. */
  audience: readonly string[];
  redirectUris: readonly string[];
  signingKey: SigningKey;
  clock: { now(): number };
  random: (bytes: number) => Buffer;
}

export interface Issuer {
  /** Undefined = not its business. */
  control(request: ControlRequest): Promise<ControlAnswer | undefined>;
  /** As API Gateway's authorizer: the claims of a token of this issuer for one of the audience. */
  verify(token: string, audience: readonly string[]): Promise<JWTPayload | undefined>;
}

/** A working day's part: long enough for a task, short enough that signing in anew is seen to work. */
const tokenSeconds = 60 * 60;

export function createIssuer(options: IssuerOptions): Issuer {
  const { issuer, signingKey, clock, random } = options;
  const grants = createGrants(clock, random);
  const keys = createLocalJWKSet({ keys: [signingKey.publicJwk] });
  const endpoints: Record<
    string,
    (request: ControlRequest) => Promise<ControlAnswer> | ControlAnswer
  > = {
    "GET /.well-known/openid-configuration": () => ({ status: 200, body: discovery(issuer) }),
    "GET /jwks": () => ({ status: 200, body: { keys: [signingKey.publicJwk] } }),
    "GET /authorize": (request) => ask(request, options),
    "POST /authorize": (request) => decide(request, { ...options, add: grants.add }),
    "POST /token": (request) => exchange(request, { ...options, redeem: grants.redeem }),
  };
  return {
    async control(request) {
      if (!request.path.startsWith(`${issuerPath}/`)) return undefined;
      return endpoints[`${request.method} ${request.path.slice(issuerPath.length)}`]?.(request);
    },
    verify: (token, audience) =>
      verifiedClaims(token, { issuer, audience, keys, now: new Date(clock.now()) }),
  };
}

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ["code"],
  grant_types_supported: ["authorization_code"],
  code_challenge_methods_supported: ["S256"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: [algorithm],
  token_endpoint_auth_methods_supported: ["none"],
  scopes_supported: ["openid", "profile"],
  ui_locales_supported: ["en", "zh"],
  authorization_response_iss_parameter_supported: true,
});

const challengePattern = /^[\w-]{43}$/;

const Authorization = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.literal("code"),
  state: z.string().min(1).max(500),
  nonce: z.string().max(500).optional(),
  code_challenge: z.string().regex(challengePattern),
  code_challenge_method: z.literal("S256"),
  scope: z.string().regex(/(^| )openid( |$)/),
});

/** What is wrong with it is told by name, never by what was sent. */
function readAuthorization(
  parameters: URLSearchParams,
  { clientId, redirectUris }: IssuerOptions,
): AuthorizationRequest | { wrong: string } {
  const read = Authorization.safeParse(Object.fromEntries(parameters));
  if (!read.success) return { wrong: String(read.error.issues[0]?.path[0]) };
  const { client_id, redirect_uri, state, nonce, code_challenge } = read.data;
  if (client_id !== clientId) return { wrong: "client_id" };
  if (!redirectUris.includes(redirect_uri)) return { wrong: "redirect_uri" };
  return { redirectUri: redirect_uri, state, nonce, challenge: code_challenge };
}

function ask({ query, headers }: ControlRequest, options: IssuerOptions): ControlAnswer {
  const parameters = new URLSearchParams(query);
  const language = languageOf(parameters, headers);
  const asked = readAuthorization(parameters, options);
  if ("wrong" in asked) return refusedPage(language, asked.wrong);
  return signInPage({ language, parameters, nameRefused: false });
}

const Chosen = z.object({
  name: z
    .string()
    .trim()
    .regex(/^[^\p{C}]{1,60}$/u),
  role: z.enum(roles),
});

function decide(
  { body, headers }: ControlRequest,
  options: IssuerOptions & { add: (grant: Grant) => string },
): ControlAnswer {
  const parameters = new URLSearchParams(body.toString());
  const language = languageOf(parameters, headers);
  const asked = readAuthorization(parameters, options);
  if ("wrong" in asked) return refusedPage(language, asked.wrong);
  const chosen = Chosen.safeParse(Object.fromEntries(parameters));
  if (!chosen.success) {
    for (const name of ["name", "role"]) parameters.delete(name);
    return signInPage({ language, parameters, nameRefused: true });
  }
  const code = options.add({ ...asked, ...chosen.data });
  const location = new URL(asked.redirectUri);
  location.searchParams.set("code", code);
  location.searchParams.set("state", asked.state);
  location.searchParams.set("iss", options.issuer);
  return {
    status: 303,
    headers: { location: location.href, "cache-control": "no-store" },
    body: "",
  };
}

const Exchange = z.object({
  grant_type: z.literal("authorization_code"),
  client_id: z.string(),
  code: z.string(),
  redirect_uri: z.string(),
  code_verifier: z.string(),
});

/** Errors: RFC 6749, 5.2. */
async function exchange(
  { body }: ControlRequest,
  options: IssuerOptions & { redeem: ReturnType<typeof createGrants>["redeem"] },
): Promise<ControlAnswer> {
  const read = Exchange.safeParse(Object.fromEntries(new URLSearchParams(body.toString())));
  if (!read.success) return refusedExchange("invalid_request");
  const { client_id, code, redirect_uri, code_verifier } = read.data;
  if (client_id !== options.clientId) return refusedExchange("invalid_client");
  const grant = options.redeem({ code, redirectUri: redirect_uri, verifier: code_verifier });
  if (grant === undefined) return refusedExchange("invalid_grant");
  const [access_token, id_token] = await tokensOf(grant, options);
  const tokens = { access_token, id_token, token_type: "Bearer", expires_in: tokenSeconds };
  return { status: 200, headers: { "cache-control": "no-store" }, body: tokens };
}

const refusedExchange = (error: string): ControlAnswer => ({ status: 400, body: { error } });

/** An access token for the API, and an id token for the pages. A name is one person, in any role. */
function tokensOf({ name, role, nonce }: Grant, options: IssuerOptions): Promise<[string, string]> {
  const { clientId, audience, random } = options;
  const staff = { sub: name, name, role } satisfies { sub: string; name: string; role: Role };
  const jti = random(16).toString("base64url");
  return Promise.all([
    sign({ ...staff, aud: [...audience], client_id: clientId, jti }, options),
    sign({ ...staff, aud: clientId, ...(nonce !== undefined && { nonce }) }, options),
  ]);
}

function sign(claims: JWTPayload, { issuer, signingKey, clock }: IssuerOptions): Promise<string> {
  const iat = Math.floor(clock.now() / 1_000);
  return new SignJWT({ ...claims, iss: issuer, iat, exp: iat + tokenSeconds })
    .setProtectedHeader({ alg: algorithm, kid: signingKey.id, typ: "JWT" })
    .sign(signingKey.key);
}

function languageOf(parameters: URLSearchParams, headers: ControlRequest["headers"]): Language {
  const wished = parameters.get("ui_locales")?.replaceAll(" ", ",");
  return preferredLanguage(wished) ?? preferredLanguage(headers["accept-language"]) ?? "en";
}
