/** Issuers that do not do what OpenID Connect says, over HTTP. */
import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { generateKeyPair, SignJWT } from "jose";
import { IdentityProviderError } from "#functions/pages/errors.ts";
import { openIdentityProvider } from "#functions/pages/identity-provider.ts";
import { closeServer, listen } from "#infra/local/listen.ts";
import { verifiedClaims } from "#shared/lambda/token.ts";

/** Answers what stands under a path; 500 elsewhere. */
async function serve(pages: (issuer: string) => Record<string, unknown>): Promise<string> {
  const server = createServer(({ url = "" }, response) => {
    const page = pages(issuer)[url];
    response.writeHead(page === undefined ? 500 : 200, { "content-type": "application/json" });
    response.end(typeof page === "string" ? page : JSON.stringify(page ?? {}));
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  const issuer = `http://127.0.0.1:${port}`;
  onTestFinished(() => closeServer(server, 0));
  return issuer;
}

const path = "/.well-known/openid-configuration";
const document = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
});

describe("an issuer is not used", () => {
  it.each([
    ["that does not answer", () => ({})],
    ["that answers no JSON", () => ({ [path]: "<html>" })],
    ["that leaves out an endpoint", (own: string) => ({ [path]: { issuer: own } })],
    ["that calls itself otherwise", (own: string) => ({ [path]: document(`${own}/`) })],
    [
      "that leads to a place without protection of its own",
      (own: string) => ({ [path]: { ...document(own), token_endpoint: "ftp://127.0.0.1/" } }),
    ],
  ])("%s, and is asked again the next time", async (_, pages) => {
    let broken = true;
    const issuer = await serve((own) => (broken ? pages(own) : { [path]: document(own) }));
    const provider = openIdentityProvider({ issuer, clientId: "c" });
    await expect(provider()).rejects.toThrow(IdentityProviderError);
    broken = false;
    expect((await provider()).authorizationEndpoint).toBe(`${issuer}/authorize`);
  });
});

it("keys that cannot be had are the issuer's fault, and say nothing about a token", async () => {
  const issuer = await serve((own) => ({ [path]: document(own) }));
  const { keys } = await openIdentityProvider({ issuer, clientId: "c" })();
  const { privateKey } = await generateKeyPair("RS256");
  const token = await new SignJWT({ iss: issuer, aud: "a" })
    .setProtectedHeader({ alg: "RS256", kid: "k" })
    .setExpirationTime("1h")
    .sign(privateKey);
  const asked = verifiedClaims(token, { issuer, audience: ["a"], keys, now: new Date() });
  await expect(asked).rejects.toThrow(IdentityProviderError);
});

it.each([
  ["refuses", () => ({})],
  ["answers without an id token", () => ({ "/token": { access_token: "a" } })],
])("a code is worth nothing where the issuer %s", async (_, pages) => {
  const issuer = await serve((own) => ({ [path]: document(own), ...pages() }));
  const { exchange } = await openIdentityProvider({ issuer, clientId: "c" })();
  const exchanged = exchange({ code: "x", verifier: "v", redirectUri: "r" });
  expect(await exchanged).toBeUndefined();
});
