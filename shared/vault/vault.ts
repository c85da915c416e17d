/** What a function may do with the tenant's keys. Each operation needs the key of one purpose. */
import { createSecretKey } from "node:crypto";
import type { CompositeValue } from "#shared/domain/duplicates/composite-key.ts";
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import { blindHash } from "./blind-hash.ts";
import {
  currentKey,
  type KeyMaterial,
  keyOfVersion,
  type KeyPurpose,
  type SigningPurpose,
  parseKeyMaterial,
} from "./key-material.ts";
import type { Parameters } from "./parameters.ts";
import { type ProcessorSigner, processorSignerOf } from "./processor-key.ts";
import { type Signer, signerOf } from "./signing-key.ts";
import { type DataKey, keyVersionOf, open, type Place, type RandomBytes, seal } from "./seal.ts";

export type PlaceInStore = Omit<Place, "tenant">;

export interface Vault {
  /** Where an identifier stands in the index. Needs `index`. */
  identifierKey(identifier: Identifier): string;
  /** Where those who share a composite key find each other; no identifier's place. Needs `index`. */
  candidateKey(composite: CompositeValue): string;
  /** What the audit remembers of an identifier that was asked for; no identifier's place. Needs `index`. */
  soughtHash(identifier: Identifier): string;
  /** Signs with the current key of that purpose, which it needs. */
  signer(purpose: SigningPurpose): Signer;
  /** Signs what machines are told about requests. Needs `opendsr`. */
  processorSigner(): ProcessorSigner;
  /** Where an event stands in its table. Needs `event`. */
  eventKey(eventId: string): string;
  /** Under what a source is counted: its name is whatever a form or a page says. Needs `event`. */
  sourceKey(source: string): string;
  /** Under what id a delivery waits in quarantine. Needs `quarantine`. */
  reviewId(fingerprint: string): string;
  /** For the queue: base64, because its bodies must be text. Needs `queue`. */
  sealMessage(message: unknown, kind: string): string;
  /** Likewise, for what is large and rests: compressed. It opens as a message. */
  sealLarge(message: unknown, kind: string): string;
  openMessage(body: string, kind: string): unknown;
  /** A new data key for a person or a day of quarantine, and its wrapped form to store. */
  newDataKey(purpose: WrappingPurpose, owner: string): { key: DataKey; wrapped: Buffer };
  unwrapDataKey(purpose: WrappingPurpose, owner: string, wrapped: Uint8Array): DataKey;
  /** At rest, under a person's or a day's own key. */
  seal(value: unknown, key: DataKey, place: PlaceInStore): Buffer;
  open(sealed: Uint8Array, key: DataKey, place: PlaceInStore): unknown;
}

export type WrappingPurpose = "person" | "quarantine";

export interface VaultOptions {
  tenant: string;
  keys: ReadonlyMap<KeyPurpose, KeyMaterial>;
  random: RandomBytes;
}

/** Reads the keys of the purposes that this function holds. Throws where one was never created. */
export async function readKeys(
  parameters: Parameters,
  purposes: readonly KeyPurpose[],
): Promise<Map<KeyPurpose, KeyMaterial>> {
  const keys = new Map<KeyPurpose, KeyMaterial>();
  for (const purpose of purposes) {
    const parse = (text: string | undefined) => parseKeyMaterial(purpose, text);
    keys.set(purpose, await parameters.read(`keys/${purpose}`, parse));
  }
  return keys;
}

/** A person's or a day's key is never rotated: it is destroyed, and its successor is another row. */
function dataKey(bytes: Buffer): DataKey {
  return { version: 1, secret: createSecretKey(bytes) };
}

export function createVault({ tenant, keys, random }: VaultOptions): Vault {
  const material = (purpose: KeyPurpose): KeyMaterial => keys.get(purpose) ?? [];
  const messagePlace = (kind: string): Place => ({ tenant, store: "queue", key: kind, version: 1 });
  const keyPlace = (owner: string): Place => ({ tenant, store: "keys", key: owner, version: 1 });

  const sealForQueue = (
    message: unknown,
    { kind, compress }: { kind: string; compress: boolean },
  ) => {
    const key = currentKey(material("queue"));
    const content = Buffer.from(JSON.stringify(message));
    return seal(content, { key, place: messagePlace(kind), random, compress }).toString("base64");
  };

  return {
    identifierKey: (identifier) => blindHash(identifierText(identifier), material("index")),
    candidateKey: ({ name, value }) =>
      blindHash(JSON.stringify(["candidate", name, value]), material("index")),
    soughtHash: (identifier) =>
      blindHash(JSON.stringify(["sought", identifierText(identifier)]), material("index")),
    signer: (purpose) => signerOf(material(purpose)),
    processorSigner: () => processorSignerOf(material("opendsr")),
    eventKey: (eventId) => blindHash(eventId, material("event")),
    sourceKey: (source) => blindHash(JSON.stringify(["source", source]), material("event")),

    reviewId: (fingerprint) => {
      const hash = blindHash(fingerprint, material("quarantine")).split(".").at(-1) ?? "";
      return `rev_${hash.slice(0, 27)}`;
    },

    sealMessage: (message, kind) => sealForQueue(message, { kind, compress: false }),
    sealLarge: (message, kind) => sealForQueue(message, { kind, compress: true }),

    openMessage(body, kind) {
      const sealed = Buffer.from(body, "base64");
      const key = keyOfVersion(material("queue"), keyVersionOf(sealed));
      return JSON.parse(open(sealed, key, messagePlace(kind)).toString());
    },

    newDataKey(purpose, owner) {
      const bytes = random(32);
      const wrapping = currentKey(material(purpose));
      const options = { key: wrapping, place: keyPlace(owner), random, compress: false };
      return { key: dataKey(bytes), wrapped: seal(bytes, options) };
    },

    unwrapDataKey(purpose, owner, wrapped) {
      const sealed = Buffer.from(wrapped);
      const wrapping = keyOfVersion(material(purpose), keyVersionOf(sealed));
      return dataKey(open(sealed, wrapping, keyPlace(owner)));
    },

    seal(value, key, place) {
      const content = Buffer.from(JSON.stringify(value));
      return seal(content, { key, place: { tenant, ...place }, random, compress: true });
    },

    open(sealed, key, place) {
      return JSON.parse(open(Buffer.from(sealed), key.secret, { tenant, ...place }).toString());
    },
  };
}
