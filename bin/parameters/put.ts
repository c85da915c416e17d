/** Writes the tenant's keys and secrets into its parameter store: encrypted, outside every template. */
import { ParameterAlreadyExists, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { parameterPrefix } from "#infra/permissions.ts";
import { channelsInUse, type Tenant, unconfirmedNotes } from "#infra/tenant.ts";
import { channelsThatAsk } from "#shared/channels/index.ts";
import { AccessToken } from "#shared/channels/lookup.ts";
import { keyPurposes, newKeyMaterial } from "#shared/vault/key-material.ts";
import type { RandomBytes } from "#shared/vault/seal.ts";

export interface PutOptions {
  client: Pick<SSMClient, "send">;
  tenant: Tenant;
  random: RandomBytes;
}

interface Parameter {
  name: string;
  value: string;
  overwrite: boolean;
}

/** Creates each key once. A key that is there is never touched: its data would be lost with it. */
export async function createKeys(options: PutOptions): Promise<Record<string, "created" | "kept">> {
  const done: Record<string, "created" | "kept"> = {};
  for (const purpose of keyPurposes) {
    const name = `keys/${purpose}`;
    try {
      const value = newKeyMaterial(options.random);
      await put({ name, value, overwrite: false }, options);
      done[name] = "created";
    } catch (error) {
      if (!(error instanceof ParameterAlreadyExists)) throw error;
      done[name] = "kept";
    }
  }
  return done;
}

/** When a secret cannot be what its channel needs. The message says where, never what. */
export class SecretError extends Error {
  override name = "SecretError";
}

/** Puts a channel's secrets as its provider shows them; without any, generates what we choose. */
export async function putSecret(
  request: { channel: string; secrets: unknown },
  options: PutOptions,
): Promise<unknown> {
  const uses = channelsInUse(options.tenant);
  const use = uses.find(({ channel }) => channel.name === request.channel);
  if (use === undefined) {
    const known = uses.map(({ channel }) => channel.name).join(", ");
    const unused = `${options.tenant.tenant} does not use ${request.channel}; it uses: ${known}`;
    const note = unconfirmedNotes(options.tenant).get(request.channel);
    throw new SecretError(note === undefined ? unused : `${unused}. ${note}`);
  }
  const { channel, settings } = use;
  const secrets =
    request.secrets ?? channel.generateSecrets(options.random, channel.settings.parse(settings));
  const checked = channel.secrets.safeParse(secrets);
  if (!checked.success) {
    const where = checked.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new SecretError(`these are no secrets of ${channel.name}: ${where.join("; ")}`);
  }
  const value = JSON.stringify(secrets);
  await put({ name: `channels/${channel.name}`, value, overwrite: true }, options);
  return secrets;
}

/** Puts what a channel's provider may be asked with for the customers that it only announces. */
export async function putToken(
  request: { channel: string; token: unknown },
  options: PutOptions,
): Promise<void> {
  const asking = channelsThatAsk(Object.keys(options.tenant.channels)).map(({ name }) => name);
  if (!asking.includes(request.channel)) {
    const known = asking.join(", ") || "none";
    throw new SecretError(
      `${options.tenant.tenant} asks nothing of ${request.channel}; it asks: ${known}`,
    );
  }
  const checked = AccessToken.safeParse(request.token);
  if (!checked.success) {
    throw new SecretError('this is no access token: it is put as {"accessToken":"…"}');
  }
  const value = JSON.stringify(checked.data);
  await put({ name: `tokens/${request.channel}`, value, overwrite: true }, options);
}

async function put({ name, value, overwrite }: Parameter, { client, tenant }: PutOptions) {
  await client.send(
    new PutParameterCommand({
      Name: `${parameterPrefix(tenant.tenant)}/${name}`,
      Value: value,
      Type: "SecureString",
      KeyId: `alias/tributary-${tenant.tenant}`,
      Overwrite: overwrite,
    }),
  );
}
