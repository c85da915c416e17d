/** What is told of sources, beside their counters: packed, and sealed like what travels on the queue. */
import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import type { Row } from "./batch-get.ts";
import type { QualityStore } from "./tables.ts";

type Sealing = Pick<QualityStore, "vault">;

/** `kind`: what it is; opened as anything else it stays shut. */
export function sealPacked(value: unknown, kind: string, { vault }: Sealing): Buffer {
  const packed = gzipSync(JSON.stringify(value)).toString("base64");
  return Buffer.from(vault.sealMessage(packed, kind), "base64");
}

const SealedRow = z.looseObject({ b: z.instanceof(Uint8Array) });

export function openPacked(row: Row, kind: string, { vault }: Sealing): unknown {
  const sealed = Buffer.from(SealedRow.parse(row).b).toString("base64");
  const packed = z.string().parse(vault.openMessage(sealed, kind));
  return JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString());
}
