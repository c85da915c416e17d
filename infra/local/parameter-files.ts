/** The private files of an embedded run: its channels' secrets, its tenant's keys, access tokens. */
import { chmodSync, existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { AccessToken } from "#shared/channels/lookup.ts";
import { MissingKeyError } from "#shared/vault/errors.ts";
import {
  keyPurposes,
  signingPurposes,
  newKeyMaterial,
  parseKeyMaterial,
} from "#shared/vault/key-material.ts";
import type { ChannelInUse } from "../tenant.ts";
import { StartError } from "./errors.ts";
import { privateMode, writeWhole } from "./whole-file.ts";

/** Channel → what its provider would show or ask for. */
const Secrets = z.record(z.string(), z.unknown());
type Secrets = z.infer<typeof Secrets>;
/** Channel → what its provider may be asked with. */
const Tokens = z.record(z.string(), AccessToken);
/** Purpose → key material, as the parameter store would keep it. */
const Keys = z.record(z.string(), z.string());
type Keys = z.infer<typeof Keys>;

export interface ParameterFilesOptions {
  /** Generated at first start; editable before the next one. */
  secretsFile: string;
  /** The tenant's keys: whoever has them can read everything. */
  keysFile: string;
  /** Written by whoever has access tokens: no provider can be asked without one. */
  tokensFile: string;
  /** Those that the tenant uses. */
  channels: readonly ChannelInUse[];
  /** Such as `/tributary/demo`. */
  prefix: string;
  random: (bytes: number) => Buffer;
}

/**
 * What a parameter store would hold, by full name. Makes what is not there yet. Throws a StartError,
 * which names file and place, where one of the files cannot be used.
 */
export function readParameterFiles(options: ParameterFilesOptions): Map<string, string> {
  // Keys first: secrets without keys then always mean that somebody took the keys away.
  const keys = readKeys(options);
  const secrets = readSecrets(options);
  return new Map([
    ...Object.entries(keys).map(named(`${options.prefix}/keys`, String)),
    ...Object.entries(secrets).map(named(`${options.prefix}/channels`, JSON.stringify)),
    ...Object.entries(readTokens(options)).map(named(`${options.prefix}/tokens`, JSON.stringify)),
  ]);
}

function named<Value>(prefix: string, text: (value: Value) => string) {
  return ([name, value]: [string, Value]) => [`${prefix}/${name}`, text(value)] as const;
}

function readKeys({ keysFile, secretsFile, random }: ParameterFilesOptions): Keys {
  if (!existsSync(keysFile)) {
    if (existsSync(secretsFile)) {
      const problem = "is gone, and nothing that was stored can be read without it. Put it back";
      throw new StartError(`${keysFile} ${problem}${orForget}`);
    }
    const made = keyPurposes.map((purpose) => [purpose, newKeyMaterial(random)]);
    writeWhole(keysFile, Object.fromEntries(made));
  }
  const known = parseFile(keysFile, { schema: Keys, otherwise: orForget });
  // Folders from before anything was signed have no keys for it; nothing was ever sealed with them.
  const missing = signingPurposes.filter((purpose) => known[purpose] === undefined);
  const made = missing.map((purpose) => [purpose, newKeyMaterial(random)]);
  const keys: Keys = { ...known, ...Object.fromEntries(made) };
  if (missing.length > 0) writeWhole(keysFile, keys);
  try {
    for (const purpose of keyPurposes) parseKeyMaterial(purpose, keys[purpose]);
  } catch (cause) {
    if (!(cause instanceof MissingKeyError)) throw cause;
    const problem = `${keysFile} cannot be used: ${cause.message}.\nPut it back as it was`;
    throw new StartError(`${problem}${orForget}`, { cause });
  }
  return keys;
}

/** A channel that came with a new version gets its secrets too; what is there is left alone. */
function readSecrets({ secretsFile, channels, random }: ParameterFilesOptions): Secrets {
  const otherwise = ", or remove it: all secrets are then made anew.";
  const known = existsSync(secretsFile)
    ? parseFile(secretsFile, { schema: Secrets, otherwise })
    : {};
  const missing = channels.filter(({ channel }) => !Object.hasOwn(known, channel.name));
  const generated = missing.map(({ channel, settings }) => [
    channel.name,
    channel.generateSecrets(random, channel.settings.parse(settings)),
  ]);
  const secrets = Secrets.parse({ ...known, ...Object.fromEntries(generated) });
  const problems = channels.flatMap((use) => problemsOf(use, secrets));
  if (problems.length > 0) {
    const listed = problems.map((problem) => `  - ${problem}`).join("\n");
    throw new StartError(
      `${secretsFile} cannot be used:\n${listed}\n` +
        "Mend it. What you take out of it is made anew.",
    );
  }
  if (missing.length > 0) writeWhole(secretsFile, secrets);
  return secrets;
}

function readTokens({ tokensFile }: ParameterFilesOptions): z.infer<typeof Tokens> {
  if (!existsSync(tokensFile)) return {};
  const otherwise = ', as in {"meta-lead-ads":{"accessToken":"…"}}, or remove it.';
  return parseFile(tokensFile, { schema: Tokens, otherwise });
}

/** Where they are and what they should be; never what they are. */
function problemsOf({ channel }: ChannelInUse, secrets: Secrets): string[] {
  const { error } = channel.secrets.safeParse(secrets[channel.name]);
  const issues = error?.issues ?? [];
  return issues.map(({ path, message }) => `${[channel.name, ...path].join(".")}: ${message}`);
}

const orForget = ", or forget all: npm start -- --fresh";

function parseFile<Schema extends z.ZodType>(
  file: string,
  { schema, otherwise }: { schema: Schema; otherwise: string },
): z.output<Schema> {
  // Editors and copies may have opened it to others.
  chmodSync(file, privateMode);
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    // Only the place: the rest of the message may quote a secret.
    const place = /line \d+ column \d+/.exec(String(cause))?.[0];
    const where = place === undefined ? "" : ` (${place})`;
    throw new StartError(`${file} cannot be read${where}. Mend its JSON${otherwise}`, { cause });
  }
}
