/** What is told of sources, beside their counters: compressed, and sealed like what travels on the queue. */
import * as z from "zod";
import type { Row } from "./batch-get.ts";
import type { QualityStore } from "./tables.ts";

type Sealing = Pick<QualityStore, "vault">;

/** `kind`: what it is; opened as anything else it stays shut. */
export function sealPacked(value: unknown, kind: string, { vault }: Sealing): Buffer {
  return Buffer.from(vault.sealLarge(value, kind), "base64");
}

const SealedRow = z.looseObject({ b: z.instanceof(Uint8Array) });

export function openPacked(row: Row, kind: string, { vault }: Sealing): unknown {
  return vault.openMessage(Buffer.from(SealedRow.parse(row).b).toString("base64"), kind);
}
