/** The ids of requests and holds: the same filing under the same key is the same request. */
import { hash } from "node:crypto";

/** `key`: by which who files it would know it again; else something that nobody has used. */
export function requestId(channel: string, key: string): string {
  return `req_${hash("sha256", JSON.stringify([channel, key]), "base64url").slice(0, 27)}`;
}

export function holdId(unique: string): string {
  return `hld_${hash("sha256", unique, "base64url").slice(0, 27)}`;
}
