/** What the audit remembers: who saw or decided what, and when. Ids, roles and counts, never a value. */
import * as z from "zod";

/** Several chains, so that reads do not queue behind one item. Numbers, never renamed: they are hashed. */
export const entryChains = ["0", "1", "2", "3", "4", "5", "6", "7"] as const;
/** And one that joins them: signed, at intervals. */
export const digestChain = "digests" as const;
export const chainNames = [...entryChains, digestChain] as const;
export type ChainName = (typeof chainNames)[number];

/** SHA-256 as base64url. */
const Hash = z.string().regex(/^[\w-]{43}$/);

/** What makes a row part of a chain. */
const linked = { seq: z.int().min(1), prev: Hash, at: z.iso.datetime() };

/** An entry names so many at most; whoever sees more of them at once leaves several. */
export const subjectsMax = 100;

export const AuditEntry = z.strictObject({
  ...linked,
  chain: z.enum(entryChains),
  kind: z
    .enum(["read", "deciding", "decided"])
    .describe("`deciding` is written before anything is done, `decided` says what came of it."),
  request: z.string().describe("The same for all entries of one request."),
  by: z.string().describe("The `sub` of the token."),
  role: z.string(),
  route: z.string().describe("Its pattern: never the address that was called."),
  status: z.int().optional().describe("How it was answered."),
  decision: z.string().optional(),
  subjects: z.array(z.string()).max(subjectsMax).describe("Ids of people, events, reviews …"),
  count: z.int().optional().describe("How many records were shown in clear."),
  sought: z.string().optional().describe("Keyed hash of the identifier that was asked for."),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Before it has a place in a chain. */
export type Told = Omit<AuditEntry, keyof typeof linked | "chain">;

const Head = z.strictObject({ seq: z.int().min(0), hash: Hash });

export const AuditDigest = z.strictObject({
  ...linked,
  chain: z.literal(digestChain),
  heads: z
    .record(z.enum(entryChains), Head)
    .describe("Where each chain ended when this was signed."),
  key: z.string().describe("The public key, Ed25519, as base64url."),
});
export type AuditDigest = z.infer<typeof AuditDigest>;

/** A row as it is listed, exported and verified; with neither entry nor digest it cannot be read. */
export const AuditRow = z.object({
  chain: z.enum(chainNames),
  seq: z.int(),
  hash: z.string(),
  entry: AuditEntry.optional(),
  digest: AuditDigest.optional(),
  signature: z.string().optional().describe("Of a digest."),
});
export type AuditRow = z.infer<typeof AuditRow>;

const person = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const alert = "\\d{4}-\\d{2}-\\d{2}\\.\\d+\\.[\\w-]{43}";
const ours = new RegExp(`^(?:${person}|${alert}|(?:evt|dec|rev|set|req|hld)_[\\w-]{27})$`);

/** Those that are ids of ours, each once: whatever else stands where an id belongs may be personal. */
export function knownIds(words: Iterable<string>): string[] {
  return [...new Set(words)].filter((word) => ours.test(word));
}
