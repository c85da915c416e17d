/** Reads what the chains have grown by, and signs where they end: from then on it cannot change unseen. */
import { chainStart, hashOf, type Head, linkTo } from "#shared/domain/audit/chain.ts";
import {
  type AuditDigest,
  type AuditRow,
  digestChain,
  entryChains,
} from "#shared/domain/audit/entry.ts";
import { isSigned, signedText } from "#shared/domain/audit/signature.ts";
import { type Break, checkChain } from "#shared/domain/audit/verify.ts";
import type { Log } from "#shared/lambda/log.ts";
import { putRow, readEnd, readRows } from "#shared/stores/audit.ts";
import type { AuditStore } from "#shared/stores/tables.ts";
import type { Signer } from "#shared/vault/signing-key.ts";
import type { Vault } from "#shared/vault/vault.ts";
import { BrokenAuditError } from "./errors.ts";

export interface AuditDigestPorts {
  tenant: string;
  store: () => Promise<AuditStore & { vault: Pick<Vault, "signer"> }>;
  now: () => Date;
  log: Log;
}

type EntryChain = (typeof entryChains)[number];

const pageSize = 500;

/**
 * One digest a run, also where nothing has happened: a digest that is missing is a finding. A chain that
 * is broken keeps the end that was signed last, the others go on; then it throws, so that somebody looks.
 */
export function createAuditDigest({ tenant, store: open, now, log }: AuditDigestPorts) {
  return async (): Promise<void> => {
    const store = await open();
    const { row: last, head } = await readEnd(digestChain, store);
    const signer = store.vault.signer("audit");
    if (last !== undefined && !isOurs(last, signer)) {
      log({ outcome: "broken", chain: digestChain, kind: "forged", from: last.seq, to: last.seq });
      throw new BrokenAuditError("the last digest is not one that was signed here");
    }
    const found = await Promise.all(
      entryChains.map((chain) => followed(chain, { tenant, last: last?.digest, store })),
    );
    const heads = Object.fromEntries(
      found.map(({ chain, head: { seq, hash } }) => [chain, { seq, hash }]),
    ) as AuditDigest["heads"];
    const { content, hash } = linkTo(head ?? chainStart(tenant, digestChain), {
      chain: digestChain,
      at: now().toISOString(),
      heads,
      key: signer.key,
    });
    const signature = signer.sign(signedText(content));
    const row: AuditRow = {
      chain: digestChain,
      seq: content.seq,
      hash,
      digest: content,
      signature,
    };
    const written = await putRow(row, store);
    // The log keeps it as well: whoever takes digests away would have to change that too.
    if (written) log({ outcome: "signed", digest: content.seq, hash, key: signer.key });
    const breaks = found.flatMap(({ broken }) => broken ?? []);
    for (const broken of breaks) log({ outcome: "broken", ...broken });
    if (breaks.length > 0) throw new BrokenAuditError("the audit does not hang together");
  };
}

function isOurs(row: AuditRow, { keys }: Signer): boolean {
  return keys.has(row.digest?.key ?? "") && isSigned(row) && hashOf(row.digest) === row.hash;
}

interface Following {
  tenant: string;
  last: AuditDigest | undefined;
  store: AuditStore;
}

/** From the end that was signed last, which must be there as it was, to the end of now. */
async function followed(chain: EntryChain, { tenant, last, store }: Following) {
  const signed = last?.heads[chain];
  const before: Head =
    signed !== undefined && signed.seq > 0 ? { ...signed, at: "" } : chainStart(tenant, chain);
  const { seq } = before;
  if (seq > 0) {
    const [row] = await readRows({ chain, from: seq, limit: 1 }, store);
    const kind = row === undefined ? "cut off" : row.seq === seq ? "rewritten" : "removed";
    const broken: Break = { chain, kind, from: seq, to: seq };
    if (row?.seq !== seq || row.hash !== before.hash) return { chain, head: before, broken };
  }
  let head = before;
  for (;;) {
    const rows = await readRows({ chain, from: head.seq + 1, limit: pageSize }, store);
    const checked = checkChain(rows, { chain, start: head, anchors: new Map() });
    if (checked.broken !== undefined) return { chain, head: before, broken: checked.broken };
    head = checked.head;
    if (rows.length < pageSize) return { chain, head, broken: undefined };
  }
}
