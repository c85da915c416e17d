/** The tenant's OpenID Connect issuer, found by its discovery document: where to sign in, whom to believe. */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import * as z from "zod";
import { IdentityProviderError } from "./errors.ts";

/** OpenID Connect Discovery 1.0, section 3: of its members those that we use. */
const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

const Tokens = z.object({ access_token: z.string(), id_token: z.string() });
export type Tokens = z.infer<typeof Tokens>;

export interface CodeExchange {
  code: string;
  verifier: string;
  redirectUri: string;
}

export interface IdentityProvider {
  authorizationEndpoint: string;
  keys: JWTVerifyGetKey;
  /** Undefined where it refuses the code. */
  exchange(asked: CodeExchange): Promise<Tokens | undefined>;
}

export interface Client {
  issuer: string;
  clientId: string;
}

const patienceMs = 5_000;

/** Asked once; after a failure again with the next request. */
export function openIdentityProvider(client: Client): () => Promise<IdentityProvider> {
  let found: Promise<IdentityProvider> | undefined;
  return () => {
    found ??= discover(client).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

async function discover({ issuer, clientId }: Client): Promise<IdentityProvider> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { status, body } = await ask(address, {});
  const read = Discovery.safeParse(body);
  if (status !== 200 || !read.success || read.data.issuer !== issuer) {
    throw new IdentityProviderError("the discovery document cannot be used");
  }
  const { authorization_endpoint, token_endpoint, jwks_uri } = read.data;
  const { protocol } = new URL(issuer);
  if ([authorization_endpoint, token_endpoint, jwks_uri].some((url) => !url.startsWith(protocol))) {
    throw new IdentityProviderError("an endpoint is less protected than the issuer");
  }
  return {
    authorizationEndpoint: authorization_endpoint,
    keys: remoteKeys(jwks_uri),
    async exchange({ code, verifier, redirectUri }) {
      const form = new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        client_id: clientId,
        code_verifier: verifier,
      });
      const answer = await ask(token_endpoint, { method: "POST", body: form });
      return answer.status === 200 ? Tokens.safeParse(answer.body).data : undefined;
    },
  };
}

/** A key that it does not have is the token's fault; that it does not answer is not. */
function remoteKeys(jwksUri: string): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: patienceMs });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey) throw cause;
      throw new IdentityProviderError("its keys cannot be had", { cause });
    }
  };
}

async function ask(url: string, init: RequestInit): Promise<{ status: number; body: unknown }> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(url, { ...init, redirect: "error", signal });
    return { status: response.status, body: await response.json() };
  } catch (cause) {
    throw new IdentityProviderError("it does not answer", { cause });
  }
}
