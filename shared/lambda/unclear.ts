/** An authentic delivery that a human has to look at, with all that a replay needs. */
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import * as z from "zod";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { Trust } from "#shared/domain/event.ts";

export const UnclearDelivery = z.object({
  channel: z.string(),
  /** Ours, never the sender's words. */
  reason: z.string(),
  trust: Trust.exclude(["staff"]),
  /** Which of the tenant's accounts it came from, where its secret told. */
  account: z.string().optional(),
  receivedAt: z.string(),
  /** Those that its channel reads. */
  headers: z.record(z.string(), z.string()),
  /** Base64 of brotli, after decryption where there was any. */
  body: z.string(),
});
export type UnclearDelivery = z.infer<typeof UnclearDelivery>;

/**
 * Compressed bytes. Twice base64 this fits a queue's message of 1 MiB, once an item of 400 KB: what
 * could not be kept is refused, because it would be lost after a success.
 */
const keptBytesMax = 200 * 1024;
const bodyBytesMax = 8 * 1024 * 1024;

export function keepable(body: Buffer): { kind: "kept"; body: string } | { kind: "too large" } {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
  const compressed = brotliCompressSync(body, { params });
  return compressed.length > keptBytesMax
    ? { kind: "too large" }
    : { kind: "kept", body: compressed.toString("base64") };
}

export function bodyOf({ body }: UnclearDelivery): Buffer {
  return brotliDecompressSync(Buffer.from(body, "base64"), { maxOutputLength: bodyBytesMax });
}

/** The same for every attempt to deliver it, another for whatever differs in what its channel reads. */
export function fingerprintOf({ channel, account, headers, body }: UnclearDelivery): string {
  return canonicalJson([channel, account, headers, body]);
}
