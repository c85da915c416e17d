/** The issuer of this machine, over HTTP: to whom it gives a code, and for what it gives tokens. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { StartError } from "#infra/local/errors.ts";
import { createGrants } from "#infra/local/issuer/grants.ts";
import { openSigningKey } from "#infra/local/issuer/signing-key.ts";
import { clientId, openIssuer, type Opened } from "#test/fixtures/issuer.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const verifier = "a-verifier-of-forty-three-characters-or-more-0";
const challenge = createHash("sha256").update(verifier).digest("base64url");

const asked = ({ baseUrl }: Opened) => ({
  response_type: "code",
  client_id: clientId,
  redirect_uri: `${baseUrl}/pages/signed-in`,
  scope: "openid profile",
  state: "a state",
  nonce: "a nonce",
  code_challenge: challenge,
  code_challenge_method: "S256",
});

function authorise(opened: Opened, changes: Record<string, string> = {}, headers = {}) {
  const form = new URLSearchParams({ ...asked(opened), name: "林梅", role: "steward", ...changes });
  return fetch(`${opened.issuer}/authorize`, {
    method: "POST",
    body: form,
    redirect: "manual",
    headers,
  });
}

async function codeOf(opened: Opened, changes: Record<string, string> = {}): Promise<string> {
  const { status, headers } = await authorise(opened, changes);
  expect(status).toBe(303);
  return new URL(headers.get("location") ?? "").searchParams.get("code") ?? "";
}

function exchange(opened: Opened, code: string, changes: Record<string, string> = {}) {
  const { redirect_uri } = asked(opened);
  const form = { grant_type: "authorization_code", client_id: clientId, code, redirect_uri };
  const body = new URLSearchParams({ ...form, code_verifier: verifier, ...changes });
  return fetch(`${opened.issuer}/token`, { method: "POST", body });
}

const Tokens = z.object({ access_token: z.string(), id_token: z.string(), expires_in: z.number() });

describe("signing in", () => {
  test("leads back with a code, the state and the issuer, and to tokens that its published keys prove", async () => {
    const opened = await openIssuer();
    const location = new URL((await authorise(opened)).headers.get("location") ?? "");
    expect(`${location.origin}${location.pathname}`).toBe(`${opened.baseUrl}/pages/signed-in`);
    expect(location.searchParams.get("state")).toBe("a state");
    expect(location.searchParams.get("iss")).toBe(opened.issuer);
    const response = await exchange(opened, location.searchParams.get("code") ?? "");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const tokens = Tokens.parse(await response.json());
    const keys = createRemoteJWKSet(new URL(`${opened.issuer}/jwks`));
    const { payload } = await jwtVerify(tokens.access_token, keys, {
      issuer: opened.issuer,
      audience: "tributary-api",
    });
    expect(payload).toMatchObject({ sub: "林梅", role: "steward", client_id: clientId });
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      aud: clientId,
      sub: "林梅",
      name: "林梅",
      nonce: "a nonce",
    });
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: "RS256" });
  });

  test.each([
    ["zh-CN", "在本机登录"],
    ["en", "Sign in on this machine"],
    ["fr", "Sign in on this machine"],
  ])("is asked in the language of the browser: %s", async (language, title) => {
    const opened = await openIssuer();
    const query = new URLSearchParams(asked(opened)).toString();
    const headers = { "accept-language": language };
    const page = await fetch(`${opened.issuer}/authorize?${query}`, { headers });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(title);
  });

  test.each([
    ["of an unknown program", { client_id: "another" }],
    ["that leads elsewhere", { redirect_uri: "https://evil.example/pages/signed-in" }],
    ["that leads deeper", { redirect_uri: "http://localhost/pages/signed-in/../x" }],
    ["without a state", { state: "" }],
    ["without PKCE", { code_challenge: "" }],
    ["with PKCE in the clear", { code_challenge_method: "plain" }],
    ["for a token at once", { response_type: "token" }],
    ["that is not OpenID Connect", { scope: "profile" }],
  ])("is refused for a request %s, and leads nowhere", async (_, changes) => {
    const opened = await openIssuer();
    const response = await authorise(opened, changes);
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });

  test.each([{ name: "" }, { name: " " }, { name: "x".repeat(61) }, { role: "owner" }])(
    "asks again for %j, and what it was told stays text",
    async (changes) => {
      const opened = await openIssuer();
      const response = await authorise(opened, { ...changes, state: '"><script>' });
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain("<script>");
    },
  );

  test.each([{ origin: "https://evil.example" }, { "x-forwarded-for": "203.0.113.9" }])(
    "is not there for whoever comes from elsewhere: %j",
    async (headers) => {
      expect((await authorise(await openIssuer(), {}, headers)).status).toBe(404);
    },
  );
});

describe("a code", () => {
  test("is good once", async () => {
    const opened = await openIssuer();
    const code = await codeOf(opened);
    expect((await exchange(opened, code)).status).toBe(200);
    const again = await exchange(opened, code);
    expect([again.status, await again.json()]).toEqual([400, { error: "invalid_grant" }]);
  });

  test.each([
    ["with another verifier", { code_verifier: "x".repeat(43) }, "invalid_grant"],
    ["for another address", { redirect_uri: "http://localhost/else" }, "invalid_grant"],
    ["by another program", { client_id: "another" }, "invalid_client"],
    ["as another kind of grant", { grant_type: "password" }, "invalid_request"],
    ["that was never given", { code: "never" }, "invalid_grant"],
  ])("is refused %s", async (_, changes, error) => {
    const opened = await openIssuer();
    const response = await exchange(opened, await codeOf(opened), changes);
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });

  test("is good for a minute, and the last hundred are", () => {
    const clock = { ms: 0, now: () => clock.ms };
    const grants = createGrants(clock, randomBytes);
    const request = { redirectUri: "r", state: "s", nonce: undefined, challenge };
    const add = () => grants.add({ ...request, role: "viewer", name: "Bo" });
    const redeem = (code: string) => grants.redeem({ code, redirectUri: "r", verifier });
    const [early, late] = [add(), add()];
    clock.ms = 60_000;
    expect(redeem(early)?.name).toBe("Bo");
    clock.ms = 60_001;
    expect(redeem(late)).toBeUndefined();
    const oldest = add();
    for (let n = 0; n < 100; n++) add();
    expect(redeem(oldest)).toBeUndefined();
  });
});

describe("the signing key", () => {
  test("is made once, for its owner's eyes, and is the same at the next start", async () => {
    const file = join(temporaryFolder(), "oidc.json");
    const { id } = await openSigningKey(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await openSigningKey(file)).id).toBe(id);
  });

  test.each(["no JSON", "{}", '{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"}'])(
    "is not made anew over a file that holds %s: a person decides",
    async (content) => {
      const file = join(temporaryFolder(), "oidc.json");
      writeFileSync(file, content);
      await expect(openSigningKey(file)).rejects.toThrow(StartError);
      expect(existsSync(file)).toBe(true);
    },
  );
});
