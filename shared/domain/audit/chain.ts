/** How a row hangs on the one before it: whoever changes one changes the hash of all that follow. */
import { hash } from "node:crypto";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import type { ChainName } from "./entry.ts";

/** Where a chain ends. */
export interface Head {
  /** 0 where it has not begun. */
  seq: number;
  hash: string;
  /** Time never goes back in a chain, so that it can be searched by time. */
  at: string;
}

/** Of a tenant and a chain of its own: no chain can be passed off as another. */
export function chainStart(tenant: string, chain: ChainName): Head {
  return { seq: 0, hash: hashOf(["tributary audit", tenant, chain]), at: "" };
}

/** SHA-256 of the canonical JSON, as base64url. */
export function hashOf(content: unknown): string {
  return hash("sha256", canonicalJson(content), "base64url");
}

/** The next row after a head. Two of them can never both be written: a row's place is its key. */
export function linkTo<Content extends { at: string }>(head: Head, content: Content) {
  const at = content.at < head.at ? head.at : content.at;
  const linked = { ...content, at, seq: head.seq + 1, prev: head.hash };
  return { content: linked, hash: hashOf(linked) };
}
