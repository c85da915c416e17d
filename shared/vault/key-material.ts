/** A tenant's keys as they are kept in the parameter store: one parameter a purpose, versioned. */
import { createSecretKey, type KeyObject } from "node:crypto";
import * as z from "zod";
import { MissingKeyError } from "./errors.ts";
import type { DataKey, RandomBytes } from "./seal.ts";

/**
 * One key per purpose, so that each function gets only what it needs: `queue` seals messages,
 * `person` wraps the persons' data keys, `quarantine` wraps the keys of its days, `index` and
 * `event` hash identifiers and event ids, `audit`, `certificate` and `opendsr` are seeds of the keys
 * that sign digests, certificates, and what machines are told about requests.
 */
export const keyPurposes = [
  "queue",
  "person",
  "quarantine",
  "index",
  "event",
  "audit",
  "certificate",
  "opendsr",
] as const;
/** Those that sign and seal nothing. */
export const signingPurposes = [
  "audit",
  "certificate",
  "opendsr",
] as const satisfies readonly KeyPurpose[];
/** By Ed25519; OpenDSR asks for another scheme. */
export type SigningPurpose = Exclude<(typeof signingPurposes)[number], "opendsr">;
export type KeyPurpose = (typeof keyPurposes)[number];

const keyBytes = 32;

const KeyParameter = z.object({
  current: z.number().int().min(1).max(65_535),
  keys: z.record(
    z.string().regex(/^[1-9]\d{0,4}$/),
    z.base64().refine((key) => Buffer.from(key, "base64").length === keyBytes),
  ),
});

/** All versions of one key, oldest first; the last one is current. */
export type KeyMaterial = readonly DataKey[];

export function parseKeyMaterial(purpose: KeyPurpose, text: string | undefined): KeyMaterial {
  if (text === undefined) {
    throw new MissingKeyError(`the tenant has no "${purpose}" key: create the tenant's keys first`);
  }
  const parsed = KeyParameter.safeParse(parseJson(text));
  if (!parsed.success) throw new MissingKeyError(`the "${purpose}" key cannot be read`);
  const { current, keys } = parsed.data;
  const material = Object.entries(keys)
    .map(([version, key]) => ({ version: Number(version), secret: createSecretKey(key, "base64") }))
    .filter(({ version }) => version <= current)
    .sort((a, b) => a.version - b.version);
  if (material.at(-1)?.version !== current) {
    throw new MissingKeyError(`the "${purpose}" key has no current version`);
  }
  return material;
}

/** A first version, as the text to store. */
export function newKeyMaterial(random: RandomBytes): string {
  return JSON.stringify({ current: 1, keys: { 1: random(keyBytes).toString("base64") } });
}

export function currentKey(material: KeyMaterial): DataKey {
  const key = material.at(-1);
  if (key === undefined) throw new MissingKeyError("a key has no version at all");
  return key;
}

export function keyOfVersion(material: KeyMaterial, version: number): KeyObject {
  const key = material.find((candidate) => candidate.version === version);
  if (key === undefined) throw new MissingKeyError(`a key has no version ${version}`);
  return key.secret;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
