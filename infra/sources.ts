/** What is deployed for a tenant: each function's entry, and the part of the tenant it is built with. */
import { join } from "node:path";
import { channelsThatAsk } from "#shared/channels/index.ts";
import { Policy } from "#shared/domain/policy.ts";
import { channelsInUse, clientIdOf, type Tenant } from "./tenant.ts";

const root = join(import.meta.dirname, "..");

/** The functions every tenant has, beside one per channel. */
const coreFunctions = [
  "consumer",
  "quarantine",
  "duplicates",
  "api",
  "expire",
  "inspection",
  "erasure",
  "audit-digest",
  "metrics",
  "pages",
] as const;
/** And one where a channel's provider must be asked for what its deliveries only announce. */
export type CoreFunction = (typeof coreFunctions)[number] | "fetch";

/** One bundle to build. */
export interface FunctionSource {
  /** Unique among all tenants: `acme/consumer`, `acme/webhook-website`. */
  name: string;
  /** Path of the entry file; relative imports below its folder belong to this function alone. */
  entry: string;
  /** What the import `#tenant` brings: JSON. */
  tenant: unknown;
  /** Path of the module that the import `#channel` brings, in webhook functions. */
  channel?: string;
}

export const sourceName = (tenant: string, part: CoreFunction | `webhook-${string}`) =>
  `${tenant}/${part}`;

export function functionSources(tenant: Tenant): FunctionSource[] {
  return [...webhookSources(tenant), ...coreSources(tenant)];
}

/** A webhook function knows the settings of its own channel and nothing of the others. */
function webhookSources(tenant: Tenant): FunctionSource[] {
  const { tenant: name, phoneRegion, customFields } = tenant;
  return channelsInUse(tenant).map(({ channel, settings }) => ({
    name: sourceName(name, `webhook-${channel.name}`),
    entry: join(root, "functions", "webhook", "index.ts"),
    tenant: { tenant: name, phoneRegion, customFields, settings },
    channel: join(root, "shared", "channels", `${channel.name}.ts`),
  }));
}

/** Settings of channels that are switched off stay known: their quarantine can still be replayed. */
function coreSources(tenant: Tenant): FunctionSource[] {
  const { privacy, retention, languages } = tenant;
  const settings = Object.entries(tenant.channels).map(([name, use]) => [name, use.settings]);
  const slice = {
    policy: Policy.parse(tenant),
    privacy,
    channels: Object.fromEntries(settings),
    retention,
    languages,
  };
  const asks = channelsThatAsk(Object.keys(tenant.channels)).length > 0;
  const parts: CoreFunction[] = [...coreFunctions, ...(asks ? ["fetch" as const] : [])];
  return parts.map((part) => ({
    name: sourceName(tenant.tenant, part),
    entry: join(root, "functions", part, "index.ts"),
    tenant: part === "pages" ? pagesSlice(tenant) : slice,
  }));
}

/** Whom the pages ask for tokens; the issuer is in their environment, since the embedded run has its own. */
function pagesSlice({ languages, oidc, privacy }: Tenant): unknown {
  const { audience, scope } = oidc;
  return { languages, privacy, oidc: { clientId: clientIdOf(oidc), audience, scope } };
}
