/** `t=…,v1=…`: one header with the sender's time and the HMACs over it and the body, as Stripe does it. */
import type { Authentication } from "./channel.ts";
import { hmacMatches, withinWindow } from "./signature.ts";

/** More than any rotation needs: every signature costs a pass over the body. */
const signaturesMax = 5;

export interface TimedSignature {
  header: string | undefined;
  /** The name under which the signatures stand, such as `v1`. */
  scheme: string;
  body: Buffer;
  secrets: readonly string[];
  /** Both ways around our time. */
  windowMs: number;
  now: Date;
}

/** Hex HMAC-SHA256 over `time.body`, the time in seconds; any of the signatures may be the right one. */
export function authenticateTimed({
  header,
  scheme,
  body,
  secrets,
  windowMs,
  now,
}: TimedSignature): Authentication {
  if (!header) return { kind: "refused", reason: "signature missing" };
  const entries = header.split(",").map((entry) => entry.trim().split("=", 2));
  const time = entries.find(([name]) => name === "t")?.[1];
  const signatures = entries
    .flatMap(([name, value]) => (name === scheme && value ? [value] : []))
    .slice(0, signaturesMax);
  if (!time) return { kind: "refused", reason: "timestamp missing" };
  if (signatures.length === 0) return { kind: "refused", reason: "signature malformed" };
  const parts = [`${time}.`, body];
  const matches = signatures.some((signature) =>
    hmacMatches({ algorithm: "sha256", encoding: "hex", parts, secrets, signature }),
  );
  if (!matches) return { kind: "refused", reason: "signature wrong" };
  const sentAt = new Date(/^\d{1,12}$/.test(time) ? Number(time) * 1_000 : Number.NaN);
  return withinWindow(sentAt, now, windowMs)
    ? { kind: "authentic", trust: "signed" }
    : { kind: "refused", reason: "timestamp outside the window" };
}
