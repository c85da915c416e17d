import { ParameterAlreadyExists, type PutParameterCommand } from "@aws-sdk/client-ssm";
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createKeys, putSecret, putToken, SecretError } from "#bin/parameters/put.ts";
import { readTenant } from "#infra/tenant.ts";
import { keyPurposes, parseKeyMaterial } from "#shared/vault/key-material.ts";

const tenant = readTenant("acme");

/** A parameter store that keeps what it is given, and refuses to overwrite unless told. */
function parameterStore() {
  const kept = new Map<string, PutParameterCommand["input"]>();
  const send = async ({ input }: PutParameterCommand) => {
    const { Name = "", Overwrite } = input;
    if (kept.has(Name) && !Overwrite) {
      throw new ParameterAlreadyExists({ message: "it exists", $metadata: {} });
    }
    kept.set(Name, input);
    return {};
  };
  return { kept, options: { client: { send } as never, tenant, random: randomBytes } };
}

test("keys are created once, encrypted under the tenant's own key", async () => {
  const { kept, options } = parameterStore();
  expect(Object.values(await createKeys(options))).toEqual(
    Array(keyPurposes.length).fill("created"),
  );
  const first = new Map([...kept].map(([name, { Value }]) => [name, Value]));
  expect(Object.values(await createKeys(options))).toEqual(Array(keyPurposes.length).fill("kept"));
  for (const [name, { Value, Type, KeyId }] of kept) {
    expect(Value).toBe(first.get(name));
    expect([Type, KeyId]).toEqual(["SecureString", "alias/tributary-acme"]);
  }
  expect(parseKeyMaterial("index", first.get("/tributary/acme/keys/index"))).toHaveLength(1);
});

test("a channel's secret is put as its provider shows it", async () => {
  const { kept, options } = parameterStore();
  await putSecret({ channel: "typeform", secrets: { secret: "shown-by-typeform" } }, options);
  const { Value } = kept.get("/tributary/acme/channels/typeform") ?? {};
  expect(JSON.parse(Value ?? "")).toEqual({ secret: "shown-by-typeform" });
});

test("a secret that is ours to choose is generated, and a new one replaces it", async () => {
  const { kept, options } = parameterStore();
  const first = await putSecret({ channel: "website", secrets: undefined }, options);
  const second = await putSecret({ channel: "website", secrets: undefined }, options);
  expect(second).not.toEqual(first);
  const { Value } = kept.get("/tributary/acme/channels/website") ?? {};
  expect(JSON.parse(Value ?? "")).toEqual(second);
});

test.each([
  ["a channel that the tenant does not use", "twilio-voice", { authToken: "x".repeat(32) }],
  ["a channel that does not exist", "carrier-pigeon", {}],
  ["a secret of another shape", "typeform", { token: "canary-secret-value" }],
  ["an empty secret", "typeform", { secret: "" }],
])("%s is refused, and nothing is written or repeated", async (_, channel, secrets) => {
  const { kept, options } = parameterStore();
  const refused = putSecret({ channel, secrets }, options);
  await expect(refused).rejects.toThrow(SecretError);
  await expect(refused).rejects.not.toThrow(/canary/);
  expect(kept.size).toBe(0);
});

test("an access token is put into a parameter of its own, encrypted under the tenant's key", async () => {
  const { kept, options } = parameterStore();
  const token = { accessToken: "token-of-the-tenant" };
  const demo = { ...options, tenant: readTenant("demo") };
  await putToken({ channel: "meta-lead-ads", token }, demo);
  const put = kept.get("/tributary/demo/tokens/meta-lead-ads");
  expect(put).toMatchObject({ Type: "SecureString", KeyId: "alias/tributary-demo" });
  expect(JSON.parse(put?.Value ?? "")).toEqual(token);
});

test.each([
  ["a channel that tells everything", "typeform", { accessToken: "canary-token" }],
  ["a channel that does not exist", "carrier-pigeon", { accessToken: "canary-token" }],
  ["a token without a name", "meta-lead-ads", "canary-token"],
  ["a token with a line break", "meta-lead-ads", { accessToken: "canary\ntoken" }],
])(
  "%s is refused as an access token, and nothing is written or repeated",
  async (_, channel, token) => {
    const { kept, options } = parameterStore();
    const refused = putToken({ channel, token }, { ...options, tenant: readTenant("demo") });
    await expect(refused).rejects.toThrow(SecretError);
    await expect(refused).rejects.not.toThrow(/canary/);
    expect(kept.size).toBe(0);
  },
);

test("a tenant without such channels can put none", async () => {
  const token = { accessToken: "token-of-the-tenant" };
  const refused = putToken({ channel: "meta-lead-ads", token }, parameterStore().options);
  await expect(refused).rejects.toThrow("acme asks nothing of meta-lead-ads; it asks: none");
});
