/** From bytes to a bounded value: what every format has in common. */
import type { BoundsRefusal } from "./bounds.ts";

export type Parsed =
  | { kind: "parsed"; value: unknown }
  | { kind: "malformed"; reason: MalformedReason };

export type MalformedReason =
  | BoundsRefusal
  | "empty body"
  | "not UTF-8"
  | "NUL byte"
  | "broken JSON"
  | "broken form"
  | "broken multipart"
  | "broken XML"
  | "XML out of bounds"
  | "XML with a document type";

/** How a body is written. Each channel names one, so that its bundle holds no other parser. */
export interface Format {
  name: "json" | "form" | "form or json" | "form, json or multipart" | "multipart" | "xml";
  contentTypes: readonly string[];
  parse(text: string): Parsed;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Refuses what no format allows, then parses. */
export function parseBody(format: Format, body: Buffer): Parsed {
  if (body.length === 0) return { kind: "malformed", reason: "empty body" };
  if (body.includes(0)) return { kind: "malformed", reason: "NUL byte" };
  const text = decode(body);
  return text === undefined ? { kind: "malformed", reason: "not UTF-8" } : format.parse(text);
}

function decode(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

/** Whether a `Content-Type` header names one of the format's media types, whatever its parameters. */
export function contentTypeFits(format: Format, header: string | undefined): boolean {
  const mediaType = (header ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return format.contentTypes.includes(mediaType);
}
