/** What of a request is personal: sealed under a key of its own, which is destroyed when the request ends. */
import * as z from "zod";
import { Identifier } from "#shared/domain/identifier.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { type Row } from "../batch-get.ts";
import type { Store } from "../tables.ts";
import { put, remove, type Write } from "../writes.ts";

export const RequestContent = z.object({
  identifiers: z.array(Identifier),
  note: z.string().optional(),
});
export type RequestContent = z.infer<typeof RequestContent>;

export const contentKeyId = (requestId: string): string => `request:${requestId}`;

const Wrapped = z.object({ w: z.instanceof(Uint8Array) });

/** A key for a request that is being filed, and the write that keeps it. */
export function newContentKey(
  requestId: string,
  { vault, tables }: Store,
): { key: DataKey; write: Write } {
  const id = contentKeyId(requestId);
  const { key, wrapped } = vault.newDataKey("person", id);
  return { key, write: put(tables.keys, { id, w: wrapped }) };
}

/** Whatever copies of the content there are, nobody opens one any more. */
export const contentKeyRemoval = (requestId: string, { tables }: Store): Write =>
  remove(tables.keys, { id: contentKeyId(requestId) });

export function contentKeyIn(
  row: Row,
  requestId: string,
  { vault }: Pick<Store, "vault">,
): DataKey {
  return vault.unwrapDataKey("person", contentKeyId(requestId), Wrapped.parse(row).w);
}

/** Bound to the version of the row in which it stands. */
const placeOf = (id: string, version: number) => ({ store: "privacy", key: id, version });

interface Place {
  id: string;
  version: number;
  key: DataKey;
}

export function sealContent(
  content: RequestContent,
  { id, version, key }: Place,
  { vault }: Pick<Store, "vault">,
): Buffer {
  return vault.seal(content, key, placeOf(id, version));
}

export function openContent(
  sealed: Uint8Array,
  { id, version, key }: Place,
  { vault }: Pick<Store, "vault">,
): RequestContent {
  return RequestContent.parse(vault.open(sealed, key, placeOf(id, version)));
}
