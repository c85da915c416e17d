/**
 * Who gets in where: every route of the contract, as every role, and with every token that is none. The
 * tokens are real: those of the local issuer, and forgeries of them by whoever knows all but its key.
 */
import { createHmac, createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importJWK, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { routes } from "#functions/api/routes.ts";
import { openSigningKey, type SigningKey } from "#infra/local/issuer/signing-key.ts";
import { sendWebsite } from "#bin/senders/website.ts";
import { type Role, roles } from "#shared/domain/staff.ts";
import { readSecrets, type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { accountFor } from "#test/load/accounting.ts";

let folder: string;
let product: RunningProduct;
let own: SigningKey;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-authorisation-"));
  product = await startProduct({ folder });
  own = await openSigningKey(join(folder, "oidc.json"));
});
afterAll(async () => {
  await product.kill();
  rmSync(folder, { recursive: true, force: true });
});

const now = (): number => Math.floor(Date.now() / 1_000);

function claimsOf(role: string): JWTPayload {
  const issuer = `${product.baseUrl}/_local/oidc`;
  return { iss: issuer, aud: "tributary", sub: "noor", role, iat: now(), exp: now() + 600 };
}

interface Made {
  claims?: JWTPayload;
  kid?: string | undefined;
  key?: SigningKey["key"];
}

function sign({ claims, kid = own.id, key = own.key }: Made): Promise<string> {
  const header = { alg: "RS256", ...(kid !== "" && { kid }) };
  return new SignJWT({ ...claimsOf("admin"), ...claims }).setProtectedHeader(header).sign(key);
}

const tokenOf = (role: Role): Promise<string> => sign({ claims: { role } });

async function ask(
  method: string,
  path: string,
  sent: { token?: string | undefined; body?: unknown } = {},
) {
  const { token, body } = sent;
  const response = await fetch(`${product.baseUrl}${path}`, {
    method,
    redirect: "manual",
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(method === "POST" && { body: JSON.stringify(body ?? {}) }),
  });
  const { status, headers } = response;
  return { status, type: headers.get("content-type"), text: await response.text() };
}

const Contract = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        security: z.array(z.unknown()).optional(),
        "x-roles": z.array(z.enum(roles)).optional(),
        requestBody: z
          .object({ content: z.object({ "application/json": z.object({ example: z.unknown() }) }) })
          .optional(),
      }),
    ),
  ),
});

interface Operation {
  method: string;
  path: string;
  allowed: readonly Role[];
  body: unknown;
}

/** Of the contract that the product gives out: what stands there is what is held to. */
async function operations(): Promise<Operation[]> {
  const { paths } = Contract.parse(JSON.parse((await ask("GET", "/openapi.json")).text));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const { security, "x-roles": allowed = [], requestBody } = operation;
      // What asks for nothing, or for a credential of another kind, has tests of its own.
      if (security !== undefined) return [];
      const body = requestBody?.content["application/json"].example;
      return [{ method: method.toUpperCase(), path, allowed, body }];
    }),
  );
}

const addressOf = (path: string, id = "nobody"): string => path.replace(/\{\w+\}/g, id);

test("the contract has every route of the API, each with its roles", async () => {
  const listed = await operations();
  expect(listed.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
    routes.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  for (const { path, allowed } of listed) expect(allowed.length, path).toBeGreaterThan(0);
});

test.each(roles)("as %s every route is open or shut as the contract says", async (role) => {
  const token = await tokenOf(role);
  const refusals = new Set<string>();
  for (const { method, path, allowed, body } of await operations()) {
    const { status, text } = await ask(method, addressOf(path), { token, body });
    if (allowed.includes(role)) expect([401, 403], `${method} ${path}`).not.toContain(status);
    else expect(status, `${method} ${path}`).toBe(403);
    if (status === 403) refusals.add(text);
  }
  expect(refusals.size).toBeLessThanOrEqual(1);
});

/** By what is wrong with it. */
const impostors: Record<string, () => Promise<string | undefined> | string | undefined> = {
  "no token": () => undefined,
  "an empty one": () => "",
  "no token at all": () => "let-me-in",
  "three parts of nothing": () => "e30.e30.e30",
  "a word for this machine without a name": () => "local:admin:",
  "one that is cut short": async () => (await tokenOf("admin")).slice(0, -5),
  "one whose role was changed after signing": async () => {
    const [header, , signature] = (await tokenOf("viewer")).split(".");
    return [header, encoded(claimsOf("admin")), signature].join(".");
  },
  "one of another key under our key's id": async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    return sign({ key: await asKey(privateKey.export({ format: "jwk" })) });
  },
  "one of our key without its id": () => sign({ kid: "" }),
  "one of our key under another id": () => sign({ kid: "another" }),
  "one that nobody signed": () => new UnsecuredJWT(claimsOf("admin")).encode(),
  "one that says that nobody need sign, under our key's id": () =>
    `${encoded({ alg: "none", kid: own.id })}.${encoded(claimsOf("admin"))}.`,
  "one signed with our public key as a shared secret": () => {
    const { n, e, kty } = own.publicJwk;
    const pem = createPublicKey({ key: { n, e, kty }, format: "jwk" });
    return symmetric(pem.export({ type: "spki", format: "pem" }));
  },
  "one that brings its own key along": async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const header = { alg: "RS256", kid: own.id, jwk: publicKey.export({ format: "jwk" }) as JWK };
    return new SignJWT(claimsOf("admin"))
      .setProtectedHeader(header)
      .sign(await asKey(privateKey.export({ format: "jwk" })));
  },
  "an expired one": () => sign({ claims: { exp: now() - 1 } }),
  "one that never expires": () => sign({ claims: { exp: undefined } as never }),
  "one that is not valid yet": () => sign({ claims: { nbf: now() + 300 } }),
  "one of the future": () => sign({ claims: { iat: now() + 300 } }),
  "one of another issuer": () => sign({ claims: { iss: "https://login.elsewhere.example" } }),
  "one of our issuer's neighbour": () => sign({ claims: { iss: `${product.baseUrl}/_local` } }),
  "one for another audience": () => sign({ claims: { aud: "another-api" } }),
  "one for another audience, though its client is ours": () =>
    sign({ claims: { aud: ["another-api"], client_id: "tributary" } }),
  "one for nobody": () => sign({ claims: { aud: [] } }),
  "one of a role that there is none of": () => sign({ claims: { role: "owner" } }),
  "one of several roles": () => sign({ claims: { role: ["admin", "viewer"] } }),
  "one without a role": () => sign({ claims: { role: undefined } }),
  "one without a subject": () => sign({ claims: { sub: "" } }),
};

describe("nobody gets in, and every refusal is the same to the letter,", () => {
  test.each(Object.entries(impostors))("with %s", async (_, make) => {
    const token = await make();
    for (const { method, path, body } of await operations()) {
      const refused = await ask(method, addressOf(path), { token, body });
      expect(refused, `${method} ${path}`).toEqual({
        status: 401,
        type: "application/json",
        text: '{"message":"Unauthorized"}',
      });
    }
    expect((await ask("GET", "/v1/nowhere", { token })).status).toBe(401);
  });
});

describe("a token that is right", () => {
  test("gets in without the word Bearer, with an audience among several, or a client where there is none", async () => {
    const bare = await fetch(`${product.baseUrl}/v1/decisions`, {
      headers: { authorization: await tokenOf("steward") },
    });
    expect(bare.status).toBe(200);
    const several = await sign({ claims: { aud: ["another-api", "tributary"] } });
    expect((await ask("GET", "/v1/decisions", { token: several })).status).toBe(200);
    const client = await sign({ claims: { aud: undefined, client_id: "tributary" } as never });
    expect((await ask("GET", "/v1/decisions", { token: client })).status).toBe(200);
  });

  test("is good from outside as well, where a word for this machine is not", async () => {
    const from = (authorization: string) =>
      fetch(`${product.baseUrl}/v1/decisions`, {
        headers: { authorization, "x-forwarded-for": "203.0.113.9" },
      });
    expect((await from(`Bearer ${await tokenOf("steward")}`)).status).toBe(200);
    expect((await from("Bearer local:steward:me")).status).toBe(401);
  });
});

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

async function asKey(jwk: object): Promise<SigningKey["key"]> {
  const key = await importJWK(jwk as JWK, "RS256");
  if (key instanceof Uint8Array) throw new TypeError("no RSA key");
  return key;
}

function symmetric(secret: string | Buffer): string {
  const signed = `${encoded({ alg: "HS256", kid: own.id })}.${encoded(claimsOf("admin"))}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** Personal, each of another kind; parts that a mask may show are not among them. */
const canaries = {
  fullName: "Zephyrine Quillfeather",
  email: "zephyrine@quillfeather-canary.cn",
  phone: "+8613976543210",
  company: "Canary Feather Works",
  address: "7 Canary Lane",
  birthday: "1991-07-19",
  note: "canary-note-5512",
  favourite: "canary-answer-7719",
};

describe("what a viewer is answered", () => {
  let ids: string[];
  let personId: string;

  beforeAll(async () => {
    const events = [
      ...(await deliver("msg_a", canaries)),
      ...(await deliver("msg_b", { ...canaries, note: "canary-note-8830" })),
    ];
    await accountFor(new Set(events), { baseUrl: product.baseUrl, secondsMax: 30 });
    const found = await search("steward");
    for (const canary of Object.values(canaries).slice(0, 3)) expect(found.text).toContain(canary);
    personId = People.parse(JSON.parse(found.text)).people[0]?.id ?? "";
    const reason = "canary-reason-3321";
    const correction = { field: "nickname", value: "canary-nick-1190", reason };
    const path = `/v1/people/${personId}/corrections`;
    expect(
      (await ask("POST", path, { token: await tokenOf("steward"), body: correction })).status,
    ).toBe(200);
    ids = [personId, ...events];
  });

  const People = z.object({ people: z.array(z.object({ id: z.string() })) });
  const search = async (role: Role) =>
    ask("POST", "/v1/people/search", {
      token: await tokenOf(role),
      body: { identifier: { type: "email", value: canaries.email } },
    });

  async function deliver(id: string, data: Record<string, string>): Promise<string[]> {
    const context = {
      secrets: readSecrets(folder)["website"] as never,
      address: `${product.baseUrl}/webhooks/website`,
      now: new Date(),
      randomBytes,
    };
    const body = JSON.stringify({ type: "form.submitted", data: { form: "contact", ...data } });
    const { url, headers, body: bytes } = sendWebsite({ id, body }, context);
    const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(bytes) });
    return z.object({ events: z.array(z.string()) }).parse(await response.json()).events;
  }

  const clear = /canary|Quillfeather|13976543210|1991-07-19|Feather Works/i;

  test("holds no personal value, whatever may be read, of whomever and of any event", async () => {
    const viewer = await tokenOf("viewer");
    const readable = (await operations()).filter(({ method }) => method === "GET");
    let answered = 0;
    for (const { path } of readable) {
      for (const id of path.includes("{") ? ids : [""]) {
        const { status, text } = await ask("GET", addressOf(path, id), { token: viewer });
        expect(text, path).not.toMatch(clear);
        if (status === 200) answered++;
      }
    }
    // The person, its events, and where each of its events is.
    expect(answered).toBeGreaterThanOrEqual(4);
    const found = await search("viewer");
    expect(found.text).toContain(personId);
    expect(found.text).not.toMatch(clear);
  });

  test("would be noticed if it did: a steward sees them all", async () => {
    const steward = await tokenOf("steward");
    const { text } = await ask("GET", `/v1/people/${personId}/events`, { token: steward });
    for (const canary of Object.values(canaries)) expect(text).toContain(canary);
    expect(text).toContain("canary-nick-1190");
  });

  test("of somebody that there is, and of nobody, differs for no role that may not see either", async () => {
    for (const { method, path, allowed, body } of await operations()) {
      if (!path.includes("{")) continue;
      for (const role of roles.filter((each) => !allowed.includes(each))) {
        const token = await tokenOf(role);
        const nobody = await ask(method, addressOf(path), { token, body });
        for (const id of ids)
          expect(await ask(method, addressOf(path, id), { token, body })).toEqual(nobody);
      }
    }
  });
});

test("the signing key is for its owner's eyes, and its address tells its public half alone", async () => {
  const stored = z
    .object({ d: z.string() })
    .parse(JSON.parse(readFileSync(join(folder, "oidc.json"), "utf8")));
  const { text } = await ask("GET", "/_local/oidc/jwks");
  expect(text).toContain(own.id);
  expect(text).not.toContain(stored.d);
});
