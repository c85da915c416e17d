/** Authenticated encryption of one value: AES-256-GCM, a fresh nonce each time, bound to its place. */
import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { UnsealError } from "./errors.ts";

/** Where a sealed value belongs. Moved to another place, or to another version, it does not open. */
export interface Place {
  tenant: string;
  /** Table or queue. */
  store: string;
  /** Key of the item or id of the message's kind. */
  key: string;
  version: number;
}

export type RandomBytes = (count: number) => Buffer;

/** 256 bits, and the version under which it can be found again. */
export interface DataKey {
  version: number;
  /** A key object: Node takes a few microseconds to use one, and some twenty to use raw bytes. */
  secret: KeyObject;
}

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 3;
/** The first byte says how the content is written. */
const plain = 1;
const compressed = 2;

/** Opening stops here: nothing that we ever seal is larger. */
const contentBytesMax = 8 * 1024 * 1024;

/** Layout: content form (1), key version (2, big endian), nonce (12), ciphertext, tag (16). */
export function seal(content: Buffer, { key, place, random, compress }: SealOptions): Buffer {
  const header = Buffer.of(compress ? compressed : plain, key.version >> 8, key.version & 0xff);
  const nonce = random(nonceBytes);
  const cipher = createCipheriv(algorithm, key.secret, nonce, { authTagLength: tagBytes });
  cipher.setAAD(associatedData(header, place));
  const sealed = cipher.update(compress ? squeeze(content) : content);
  // A counter mode keeps nothing back: `final` only makes the tag.
  cipher.final();
  return Buffer.concat([header, nonce, sealed, cipher.getAuthTag()]);
}

export interface SealOptions {
  key: DataKey;
  place: Place;
  random: RandomBytes;
  /** At rest a kilobyte is money; on the way a microsecond is. */
  compress: boolean;
}

/** Throws {@link UnsealError} when the value was altered, moved, or sealed under another key. */
export function open(sealed: Buffer, secret: KeyObject, place: Place): Buffer {
  if (sealed.length < headerBytes + nonceBytes + tagBytes) throw new UnsealError("too short");
  const header = sealed.subarray(0, headerBytes);
  const nonce = sealed.subarray(headerBytes, headerBytes + nonceBytes);
  const decipher = createDecipheriv(algorithm, secret, nonce, { authTagLength: tagBytes });
  decipher.setAAD(associatedData(header, place));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    const content = Buffer.concat([
      decipher.update(sealed.subarray(headerBytes + nonceBytes, -tagBytes)),
      decipher.final(),
    ]);
    return header.readUInt8(0) === compressed
      ? brotliDecompressSync(content, { maxOutputLength: contentBytesMax })
      : content;
  } catch (cause) {
    throw new UnsealError(`a value of ${place.store} does not open`, { cause });
  }
}

/** Which version of its key sealed this value. */
export function keyVersionOf(sealed: Buffer): number {
  if (sealed.length < headerBytes) throw new UnsealError("too short");
  return sealed.readUInt16BE(1);
}

function associatedData(header: Buffer, { tenant, store, key, version }: Place): Buffer {
  return Buffer.from(header.toString("latin1") + JSON.stringify([tenant, store, key, version]));
}

/** Quality 5 and a small window: a record of two kilobytes needs no more. */
function squeeze(content: Buffer): Buffer {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_LGWIN]: 18,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}
