/** Whether the audit is whole: finds the first place of each chain that is not as it was written. */
import { chainStart, type Head, hashOf } from "./chain.ts";
import { type AuditRow, type ChainName, chainNames, digestChain, entryChains } from "./entry.ts";
import { isSigned } from "./signature.ts";

/**
 * - `altered`: the row is not what its hash says, or cannot be read.
 * - `removed`: rows are missing, and later ones are there.
 * - `reordered`: the row belongs elsewhere in its chain.
 * - `repeated`: the row stands there twice.
 * - `rewritten`: rows that fit together, but not with what came before or was signed.
 * - `cut off`: what was signed as the end is not there any more.
 * - `forged`: a digest that is not signed by a key that is trusted.
 */
export type BreakKind =
  | "altered"
  | "removed"
  | "reordered"
  | "repeated"
  | "rewritten"
  | "cut off"
  | "forged";

export interface Break {
  chain: ChainName;
  kind: BreakKind;
  /** The first bad row is one of these, both ends included. */
  from: number;
  to: number;
}

export interface Checked {
  /** The last row that holds. */
  head: Head;
  broken: Break | undefined;
}

interface Chain {
  chain: ChainName;
  start: Head;
  /** Hashes that are known from elsewhere, by place. */
  anchors: ReadonlyMap<number, string>;
}

/** In the order in which the rows stand. */
export function checkChain(rows: readonly AuditRow[], { chain, start, anchors }: Chain): Checked {
  let head = start;
  let anchored = start.seq;
  const broken = (kind: BreakKind, from: number, to = from): Checked => ({
    head,
    broken: { chain, kind, from, to },
  });
  for (const [at, row] of rows.entries()) {
    const expected = head.seq + 1;
    if (row.seq < expected) return broken("repeated", row.seq);
    if (row.seq > expected) {
      const isLater = rows.slice(at).some(({ seq }) => seq === expected);
      return isLater ? broken("reordered", expected) : broken("removed", expected, row.seq - 1);
    }
    const content = chain === digestChain ? row.digest : row.entry;
    if (content === undefined || hashOf(content) !== row.hash) return broken("altered", expected);
    if (content.seq !== expected || content.chain !== chain || row.chain !== chain) {
      return broken("reordered", expected);
    }
    if (content.prev !== head.hash) {
      // Where the one before is known to be right, it is this one; else either may be wrong.
      return broken("rewritten", anchored === head.seq ? expected : head.seq, expected);
    }
    if (content.at < head.at) return broken("rewritten", expected);
    const anchor = anchors.get(expected);
    if (anchor !== undefined && anchor !== row.hash) {
      return broken("rewritten", anchored + 1, expected);
    }
    if (anchor !== undefined) anchored = expected;
    head = { seq: expected, hash: row.hash, at: content.at };
  }
  const signed = largest(anchors.keys(), start.seq);
  return signed > head.seq ? broken("cut off", head.seq + 1, signed) : { head, broken: undefined };
}

export interface Audit {
  tenant: string;
  rows: readonly AuditRow[];
  /** Public keys that may sign. Undefined: whichever the digests name. */
  keys?: ReadonlySet<string> | undefined;
  /** Digests that somebody remembers, by place: from the log of the function that signs. */
  remembered?: ReadonlyMap<number, string>;
}

export interface Verdict {
  /** The first of each chain. */
  breaks: Break[];
  entries: number;
  /** So many of them are under a signature; the others are held by their chains alone. */
  signed: number;
  /** The last digest that holds. */
  lastDigest: { seq: number; at: string; hash: string } | undefined;
  /** Who signed. */
  keys: string[];
}

export function verifyAudit({ tenant, rows, keys, remembered = new Map() }: Audit): Verdict {
  const rowsOf = Map.groupBy(rows, ({ chain }) => chain);
  const start = (chain: ChainName): Head => chainStart(tenant, chain);
  const digests = rowsOf.get(digestChain) ?? [];
  const chain = checkDigests(digests, { start: start(digestChain), keys, remembered });
  const holding = digests.slice(0, chain.head.seq).flatMap(({ digest }) => digest ?? []);

  const breaks = chain.broken === undefined ? [] : [chain.broken];
  let entries = 0;
  let signed = 0;
  for (const name of entryChains) {
    const own = rowsOf.get(name) ?? [];
    const heads = holding.map(({ heads }) => heads[name]).filter(({ seq }) => seq > 0);
    const anchors = new Map(heads.map(({ seq, hash }) => [seq, hash]));
    const { head, broken } = checkChain(own, { chain: name, start: start(name), anchors });
    if (broken !== undefined) breaks.push(broken);
    entries += own.length;
    signed += Math.min(head.seq, largest(anchors.keys(), 0));
  }
  const { seq, at, hash } = chain.head;
  return {
    breaks: breaks.sort((a, b) => chainNames.indexOf(a.chain) - chainNames.indexOf(b.chain)),
    entries,
    signed,
    lastDigest: seq === 0 ? undefined : { seq, at, hash },
    keys: [...new Set(holding.map(({ key }) => key))],
  };
}

/** A digest that nobody trusted has signed ends the chain, whatever follows it. */
function checkDigests(
  rows: readonly AuditRow[],
  options: { start: Head; keys: Audit["keys"]; remembered: ReadonlyMap<number, string> },
): Checked {
  const { start, keys, remembered } = options;
  const trusted = (row: AuditRow): boolean =>
    isSigned(row) && (keys?.has(row.digest?.key ?? "") ?? true);
  const chain = { chain: digestChain, start, anchors: remembered } as const;
  const whole = checkChain(rows, chain);
  const until = rows.slice(0, whole.head.seq).findIndex((row) => !trusted(row));
  if (until < 0) return whole;
  const { head } = checkChain(rows.slice(0, until), { ...chain, anchors: new Map() });
  return { head, broken: { chain: digestChain, kind: "forged", from: until + 1, to: until + 1 } };
}

/** Years of digests are more than a call takes arguments. */
function largest(numbers: Iterable<number>, least: number): number {
  let found = least;
  for (const number of numbers) if (number > found) found = number;
  return found;
}
