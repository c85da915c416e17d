/** Sealed: whoever was shown somebody, or decided, stands in the audit, whose chains hang together. */
import { entryChains } from "#shared/domain/audit/entry.ts";
import { verifyAudit } from "#shared/domain/audit/verify.ts";
import { readRows } from "#shared/stores/audit.ts";
import type { Judged } from "./judgement.ts";

export async function audited({ services, history }: Judged): Promise<string | undefined> {
  const { store, policy } = services;
  const chains = entryChains.map((chain) => readRows({ chain, limit: 1_000_000 }, store));
  const rows = (await Promise.all(chains)).flat();
  const [broken] = verifyAudit({ tenant: policy.tenant, rows }).breaks;
  if (broken !== undefined) {
    return `chain ${broken.chain} of the audit is ${broken.kind} at ${broken.from}`;
  }
  for (const kind of ["read", "deciding"] as const) {
    const entries = rows.filter(({ entry }) => entry?.kind === kind).length;
    const answered = history.audited[kind];
    // A crash may have kept an answer back, never an entry.
    if (entries < answered) return `${answered} answers (${kind}) left ${entries} entries`;
  }
  return undefined;
}
