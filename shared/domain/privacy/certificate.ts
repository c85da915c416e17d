/** The certificate of an erasure: what was done, counted and signed, without a word about whom. */
import * as z from "zod";
import { canonicalJson } from "../canonical-json.ts";
import { isSignedWith } from "../ed25519.ts";
import { Instant } from "../event.ts";
import { Law } from "./law.ts";

const count = z.int().min(0);

/** Where a copy may lie for a time that nobody can read or bring back, and until when. */
export const Window = z.object({
  store: z.enum(["queue", "dead-letters", "quarantine", "keys-recovery"]),
  days: z.int().min(0),
  until: Instant,
});
export type Window = z.infer<typeof Window>;

export const CertificateContent = z.object({
  version: z.literal(1),
  tenant: z.string(),
  request: z.string().describe("The number of the request."),
  laws: z.array(Law),
  /** Nothing received or observed at or before this comes back. */
  at: Instant,
  counts: z.object({
    people: count.describe("Persons' records, ids that had become part of them included."),
    events: count,
    identifiers: count.describe("Stamped, so that late data finds nobody."),
    keys: count.describe("Data keys destroyed: what older copies hold cannot be read any more."),
  }),
  /** Looked at again, strongly consistent, after everything was done. */
  verification: z.object({ at: Instant, survivors: count }),
  windows: z.array(Window),
  tombstones: z.object({
    purpose: z.literal("keeps the erased person from coming back"),
    until: Instant,
    suppressed: z.boolean(),
  }),
  /** After the last window everything was looked at once more. */
  final: z.boolean(),
  issuedAt: Instant,
});
export type CertificateContent = z.infer<typeof CertificateContent>;

export const Certificate = z.object({
  content: CertificateContent,
  signature: z.object({
    algorithm: z.literal("Ed25519"),
    key: z.string().describe("The public key: 32 bytes as base64url."),
    value: z.string().describe("base64url, over the canonical JSON of the content."),
  }),
});
export type Certificate = z.infer<typeof Certificate>;

export function signedText(content: CertificateContent): Buffer {
  return Buffer.from(canonicalJson(["tributary erasure certificate", content]));
}

export interface CertificateSigner {
  key: string;
  sign(text: Buffer): string;
}

export function certify(content: CertificateContent, signer: CertificateSigner): Certificate {
  const { key } = signer;
  return {
    content,
    signature: { algorithm: "Ed25519", key, value: signer.sign(signedText(content)) },
  };
}

export type Verdict =
  | { kind: "genuine"; certificate: Certificate }
  /** It is not one, or not all of it is there. */
  | { kind: "not a certificate"; problems: readonly string[] }
  /** One byte is enough. */
  | { kind: "altered" }
  /** Signed, by somebody else. */
  | { kind: "foreign key"; key: string };

/** `keys`: public keys of whom is trusted; none: by whichever the certificate names. */
export function verifyCertificate(told: unknown, keys: ReadonlySet<string> | undefined): Verdict {
  // Members that nobody knows would be signed by nobody: they are refused rather than left out.
  const parsed = z
    .strictObject({
      content: z.strictObject(CertificateContent.shape),
      signature: z.strictObject(Certificate.shape.signature.shape),
    })
    .safeParse(told);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join(".") || "all of it"}: ${message}`,
    );
    return { kind: "not a certificate", problems };
  }
  const certificate: Certificate = parsed.data;
  const { content, signature } = certificate;
  if (!isSignedWith(signature, signedText(content))) return { kind: "altered" };
  if (keys !== undefined && !keys.has(signature.key)) {
    return { kind: "foreign key", key: signature.key };
  }
  return { kind: "genuine", certificate };
}

const dayMs = 86_400_000;

/** How long each of these keeps what it has, in days. */
export type WindowDays = Readonly<Record<Window["store"], number>>;

/** What the queues and the recovery of the table of keys are set to, in days. */
export const queueDays = 4;
export const deadLetterDays = 14;
export const keysRecoveryDays = 7;

/** A day's key of quarantine dies with the day's last delivery: one day more. */
export const copiesDays = ({ quarantineDays }: { quarantineDays: number }): WindowDays => ({
  queue: queueDays,
  "dead-letters": deadLetterDays,
  quarantine: quarantineDays + 1,
  "keys-recovery": keysRecoveryDays,
});

/** Where copies may lie after an erasure, as of its moment. */
export function windowsOf(days: WindowDays, at: string): Window[] {
  return Window.shape.store.options.map((store) => ({
    store,
    days: days[store],
    until: new Date(Date.parse(at) + days[store] * dayMs).toISOString(),
  }));
}

/** From when on no copy is left anywhere. */
export function lastWindow(windows: readonly Window[]): string {
  return windows.map(({ until }) => until).reduce((a, b) => (a > b ? a : b), "");
}
