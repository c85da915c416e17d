/** The parameter store on this machine: answers what functions ask SSM, from two private files. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import * as z from "zod";
import { keyPurposes, newKeyMaterial } from "#shared/vault/key-material.ts";
import type { ChannelInUse } from "../tenant.ts";
import { StartError } from "./errors.ts";
import { closeServer, listen } from "./listen.ts";

/** Channel → what its provider would show or ask for. */
export const Secrets = z.record(z.string(), z.unknown());
export type Secrets = z.infer<typeof Secrets>;
const Keys = z.record(z.string(), z.string());

export interface LocalParameters {
  endpoint: string;
  secrets: Secrets;
  stop(): Promise<void>;
}

export interface ParameterFiles {
  /** Generated at first start; editable before the next one. */
  secretsFile: string;
  /** The tenant's keys: whoever has them can read everything. */
  keysFile: string;
}

export interface ParameterStoreOptions {
  files: ParameterFiles;
  /** Such as `/tributary/demo`. */
  prefix: string;
  /** Those that the tenant uses. */
  channels: readonly ChannelInUse[];
}

/** Only the owner may read these. */
const privateMode = 0o600;

export async function startParameterStore({
  files,
  prefix,
  channels,
}: ParameterStoreOptions): Promise<LocalParameters> {
  const secrets = readSecrets(files.secretsFile, channels);
  const keys = readKeys(files.keysFile);
  const values = new Map([
    ...Object.entries(secrets).map(
      ([channel, secret]) => [`${prefix}/channels/${channel}`, JSON.stringify(secret)] as const,
    ),
    ...Object.entries(keys).map(([purpose, key]) => [`${prefix}/keys/${purpose}`, key] as const),
  ]);
  const server = createServer((request, response) => {
    void (async () => {
      const body = await answer(request, values);
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(body));
    })().catch(() => response.destroy());
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return { endpoint: `http://127.0.0.1:${port}`, secrets, stop: () => closeServer(server) };
}

const GetParameters = z.object({ Names: z.array(z.string()).max(10) });

/** The one operation that the product uses. */
async function answer(request: IncomingMessage, values: ReadonlyMap<string, string>) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { Names } = GetParameters.parse(JSON.parse(Buffer.concat(chunks).toString()));
  return {
    Parameters: Names.filter((name) => values.has(name)).map((Name) => ({
      Name,
      Type: "SecureString",
      Value: values.get(Name),
    })),
    InvalidParameters: Names.filter((name) => !values.has(name)),
  };
}

/** A channel that came with a new version gets its secrets too; what is there is left alone. */
function readSecrets(file: string, channels: readonly ChannelInUse[]): Secrets {
  const known = existsSync(file) ? parseFile(file, Secrets) : {};
  const missing = channels.filter(({ channel }) => !(channel.name in known));
  const secrets = {
    ...known,
    ...Object.fromEntries(
      missing.map(({ channel, settings }) => [
        channel.name,
        channel.generateSecrets(randomBytes, channel.settings.parse(settings)),
      ]),
    ),
  };
  if (missing.length > 0) writePrivate(file, secrets);
  return secrets;
}

function readKeys(file: string): Record<string, string> {
  if (existsSync(file)) return parseFile(file, Keys);
  const keys = Object.fromEntries(
    keyPurposes.map((purpose) => [purpose, newKeyMaterial(randomBytes)]),
  );
  writePrivate(file, keys);
  return keys;
}

function parseFile<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new StartError(
      `${file} cannot be read. Mend its JSON, or forget all: npm start -- --fresh`,
      {
        cause,
      },
    );
  }
}

function writePrivate(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: privateMode });
}
