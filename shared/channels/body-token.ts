/** Providers that write a shared word into the body: what has to be read before it is believed. */
import type { Authentication } from "./channel.ts";
import { parseBody } from "./formats/format.ts";
import { json } from "./formats/json.ts";
import { sameSecret } from "./signature.ts";

export interface BodyToken {
  body: Buffer;
  /** A stranger's body is not read beyond this. */
  bodyBytesMax: number;
  /** Where the word stands. */
  tokenOf: (payload: unknown) => unknown;
  tokens: readonly string[];
}

/** The payload of a body that nobody has vouched for yet; undefined where it cannot be read. */
export function unprovenJson(body: Buffer, bodyBytesMax: number): unknown {
  if (body.length > bodyBytesMax) return undefined;
  const parsed = parseBody(json, body);
  return parsed.kind === "parsed" ? parsed.value : undefined;
}

export function authenticateBodyToken(given: BodyToken): Authentication {
  const token = given.tokenOf(unprovenJson(given.body, given.bodyBytesMax));
  return isOneOf(given.tokens, token)
    ? { kind: "authentic", trust: "token" }
    : { kind: "refused", reason: "token wrong" };
}

/** Every one is compared, whatever matches. */
export function isOneOf(tokens: readonly string[], token: unknown): boolean {
  let matches = false;
  for (const each of tokens) {
    if (sameSecret(each, typeof token === "string" ? token : "")) matches = true;
  }
  return matches;
}
