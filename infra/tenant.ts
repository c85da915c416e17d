/** One company's file: what it runs on, where, and which channels it listens to. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RegionInfo } from "aws-cdk-lib/region-info";
import * as z from "zod";
import type { Channel } from "#shared/channels/channel.ts";
import { channelNamed, channels as catalogue } from "#shared/channels/index.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { CustomField, Policy } from "#shared/domain/policy.ts";
import { PrivacyPolicy } from "#shared/domain/privacy/policy.ts";
import { TenantFileError } from "./errors.ts";

const folder = join(import.meta.dirname, "tenants");

const awsRegions = new Set(RegionInfo.regions.map(({ name }) => name));

/** An origin with an optional path: what providers call and some of them sign. */
const PublicBaseUrl = z
  .url({ protocol: /^https$/, error: "must be an https address" })
  .regex(/^[^?#]*[^/?#]$/, "must end without a slash, query or fragment");

const ChannelUse = z.strictObject({
  /** False takes its webhook away; its settings still serve deliveries kept in quarantine. */
  enabled: z.boolean().optional(),
  /** Checked by the channel's own schema. */
  settings: z.unknown().prefault({}),
});

/** A channel whose scheme nobody has confirmed is used only where the file says so. */
const ChannelUses = z.record(z.string(), ChannelUse).transform((uses) =>
  Object.fromEntries(
    Object.entries(uses).map(([name, { enabled, settings }]) => {
      const isConfirmed = channelNamed(name)?.confirmation !== "unconfirmed";
      return [name, { enabled: enabled ?? isConfirmed, settings }];
    }),
  ),
);

/** Ceilings on what a flood can cost. DynamoDB and Lambda throttle above them; the queue waits. */
const Capacity = z.strictObject({
  /** Concurrent runs reserved for, and allowed to, each channel's function; else the account's. */
  edgeConcurrency: z.int().min(1).max(1_000).optional(),
  /** The least that an SQS event source accepts is 2. */
  consumerConcurrencyMax: z.int().min(2).max(1_000).default(10),
  /** For the whole HTTP API. */
  requestsPerSecond: z.int().min(1).max(10_000).default(200),
  burst: z.int().min(1).max(5_000).default(400),
  /** Units per second and table: the rate at which one table's bill can grow. */
  tableWriteUnitsMax: z.int().min(1).max(40_000).default(2_000),
  tableReadUnitsMax: z.int().min(1).max(40_000).default(2_000),
});

export const Tenant = z.strictObject({
  ...Policy.shape,
  limits: Policy.shape.limits.unwrap().strict().prefault({}),
  customFields: z.array(CustomField.strict()).max(30).default([]),
  /** A trial is destroyed without a trace; production is retained and protected from deletion. */
  stage: z.enum(["trial", "production"]),
  region: z.string().refine((name) => awsRegions.has(name), "is not an AWS region"),
  /** Default: the API's own address. */
  publicBaseUrl: PublicBaseUrl.optional(),
  oidc: z.strictObject({
    issuer: z.url({ protocol: /^https$/, error: "must be an https address" }),
    audience: z.array(z.string().min(1)).min(1),
    /** As whom the staff pages sign in: a public client with PKCE. Default: the first audience. */
    clientId: z.string().min(1).optional(),
    /** What the issuer needs to be asked for, so that its access tokens are for the audience. */
    scope: z.string().default("openid profile"),
  }),
  languages: z.array(z.enum(["en", "zh"])).min(1),
  channels: ChannelUses,
  privacy: z.strictObject(PrivacyPolicy.shape),
  retention: z
    .strictObject({
      quarantineDays: z.int().min(1).max(365).default(30),
      /** Whoever says nothing for so long is erased; by default nobody is. */
      inactiveDays: z.int().min(30).max(36_500).optional(),
    })
    .prefault({}),
  alertEmail: z.email().optional(),
  capacity: Capacity.prefault({}),
});
export type Tenant = z.infer<typeof Tenant>;

export function clientIdOf({ clientId, audience }: Tenant["oidc"]): string {
  return clientId ?? audience[0] ?? "";
}

/** The tenants there are files for. */
export function tenantNames(tenantsFolder = folder): string[] {
  return readdirSync(tenantsFolder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** Throws a TenantFileError that names the file, each path in it and what is wrong there. */
export function readTenant(name: string, tenantsFolder = folder): Tenant {
  const file = join("infra", "tenants", `${name}.json`);
  const known = tenantNames(tenantsFolder);
  if (!known.includes(name)) {
    throw new TenantFileError(file, [`there is no such file; tenants: ${known.join(", ")}`]);
  }
  const text = readFileSync(join(tenantsFolder, `${name}.json`), "utf8");
  const tenant = checkTenant(parseJson(text, file), file);
  if (tenant.tenant !== name) {
    throw new TenantFileError(file, [
      `tenant: "${tenant.tenant}" differs from the file's name "${name}"`,
    ]);
  }
  return tenant;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TenantFileError(file, [`is no JSON: ${String(cause)}`]);
  }
}

/** Throws a TenantFileError with every problem at once. */
export function checkTenant(value: unknown, file: string): Tenant {
  const parsed = Tenant.safeParse(value);
  if (!parsed.success) throw new TenantFileError(file, problems(parsed.error, []));
  const { channels } = parsed.data;
  const found = [
    ...Object.entries(channels).flatMap(([name, { settings }]) => channelProblems(name, settings)),
    ...fieldProblems(parsed.data),
  ];
  if (found.length > 0) throw new TenantFileError(file, found);
  return parsed.data;
}

function channelProblems(name: string, settings: unknown): string[] {
  const parsed = channelNamed(name)?.settings.safeParse(settings);
  if (parsed === undefined) return unknownChannel(name, "channels");
  return parsed.success ? [] : problems(parsed.error, ["channels", name, "settings"]);
}

/** A custom field that takes a taken name, a tier of a channel or field that there is none of. */
function fieldProblems({ customFields, tiers }: Pick<Tenant, "customFields" | "tiers">): string[] {
  const base = fieldRegistry({ customFields: [] });
  const taken = customFields.filter(({ name }) => base.has(name));
  const known = new Set(["*", ...base.keys(), ...customFields.map(({ name }) => name)]);
  return [
    ...taken.map(({ name }) => `customFields: the field "${name}" exists already`),
    ...Object.entries(tiers).flatMap(([channel, fields]) => [
      ...unknownChannel(channel, "tiers"),
      ...Object.keys(fields)
        .filter((field) => !known.has(field))
        .map((field) => `tiers.${channel}.${field}: there is no field "${field}"`),
    ]),
  ];
}

function unknownChannel(name: string, where: string): string[] {
  if (channelNamed(name) !== undefined) return [];
  const known = catalogue.map((channel) => channel.name).join(", ");
  return [`${where}.${name}: there is no channel "${name}"; known: ${known}`];
}

function problems(error: z.ZodError, prefix: readonly PropertyKey[]): string[] {
  return error.issues.map(({ path, message }) => {
    const where = [...prefix, ...path].map(String).join(".");
    return `${where || "the whole file"}: ${message}`;
  });
}

/** A channel that the tenant listens to, with its settings as the file states them. */
export interface ChannelInUse {
  channel: Channel;
  settings: unknown;
}

export function channelsInUse({ channels }: Pick<Tenant, "channels">): ChannelInUse[] {
  return catalogue.flatMap((channel) => {
    const use = channels[channel.name];
    return use?.enabled ? [{ channel, settings: use.settings }] : [];
  });
}

/** By channel, what to say of those that the file lists and that are off as nobody confirmed them. */
export function unconfirmedNotes({ channels }: Pick<Tenant, "channels">): Map<string, string> {
  const off = catalogue.filter(
    ({ name, confirmation }) => confirmation === "unconfirmed" && channels[name]?.enabled === false,
  );
  return new Map(
    off.map(({ name }) => [
      name,
      `${name} is off: no document or published vector confirms how it authenticates. ` +
        `To use it all the same, say "enabled": true in the tenant's file.`,
    ]),
  );
}
