/** Goes on with the erasure of one request: erase, look again, certify; each may be repeated at any time. */
import { certify, type CertificateContent, windowsOf } from "#shared/domain/privacy/certificate.ts";
import { erase } from "#shared/engine/erase.ts";
import { settleRestrictions } from "#shared/engine/privacy/restrictions.ts";
import { inspect, replay, sizeOf } from "#shared/engine/replay-ledger.ts";
import { pause } from "#shared/engine/resolve.ts";
import { settle } from "#shared/engine/settle.ts";
import { type LedgerEntry, readLedger } from "#shared/stores/ledger.ts";
import { putCertificate } from "#shared/stores/privacy/certificates.ts";
import { readRequest, type StoredRequest } from "#shared/stores/privacy/requests.ts";
import { planSweep } from "#shared/stores/privacy/tasks.ts";
import { SurvivorsError } from "./errors.ts";
import type { Run } from "./handler.ts";
import { tell } from "./pass-time.ts";

export async function goOn(id: string, run: Run): Promise<void> {
  const { store } = run.engine;
  const stored = await readRequest(id, store);
  if (stored?.request.state !== "erasing" || !(await isErased(stored, run))) return;
  const entry = await readLedger(id, store);
  if (entry === undefined) throw new SurvivorsError(`${id} is erased, and the ledger has no entry`);
  await verify(entry, run);
  // Before it is told to anybody that it is done: what cannot be audited is not certified.
  await run.tellAudit("erased", [id, ...entry.people]);
  const content = contentOf(stored, entry, { final: false, run });
  await putCertificate(certify(content, store.vault.signer("certificate")), store);
  await planSweep({ request: id, windows: content.windows }, store);
  const { startedAt = content.at } = stored.request.erasure ?? {};
  const { events } = content.counts;
  const erasure = { startedAt, step: "certify", done: events, of: events, final: false } as const;
  await tell(
    id,
    () => ({
      kind: "finish",
      state: "completed",
      erasure: { ...erasure, finishedAt: content.issuedAt },
    }),
    run,
  );
  // Who came apart from them meanwhile was not erased, and is restricted by it no more.
  await settleRestrictions(id, run.engine);
  run.ports.log({ outcome: "erased", request: id, ...content.counts });
}

const waitingAttempt = 6;

/** Whether all of it is done; what is settled apart is driven as far as this run has time. */
async function isErased({ request, content }: StoredRequest, run: Run): Promise<boolean> {
  const { id, approval, suppress } = request;
  const people = approval?.roots ?? [];
  const erasure = { id, people, identifiers: content?.identifiers ?? [], suppress };
  const outcome = await erase(erasure, run.engine);
  if (outcome.kind === "reshaped") await tell(id, () => ({ kind: "send-back" }), run);
  if (outcome.kind !== "settling") return outcome.kind === "erased";
  while (!run.isOver()) {
    if ((await settle(outcome.settlement, run.engine)) === "done") {
      return (await erase(erasure, run.engine)).kind === "erased";
    }
    await pause(waitingAttempt, run.engine);
  }
  return false;
}

/** Throws {@link SurvivorsError} where something is there again and again: nothing is certified then. */
export async function verify(entry: LedgerEntry, { engine, ports }: Run): Promise<void> {
  const { store } = engine;
  const found = await replay(entry, store);
  if (sizeOf(found) === 0) return;
  ports.log({ outcome: "survivors", request: entry.id, found: sizeOf(found) });
  const left = sizeOf(await inspect(entry, store));
  if (left > 0) throw new SurvivorsError(`${left} things of ${entry.id} are there, erased twice`);
}

/** What the certificate says: counts from the ledger, which every later look goes by. */
export function contentOf(
  { request }: StoredRequest,
  entry: LedgerEntry,
  { final, run }: { final: boolean; run: Run },
): CertificateContent {
  const { tenant, windows, now } = run.ports;
  const issuedAt = now().toISOString();
  return {
    version: 1,
    tenant,
    request: request.id,
    laws: [...request.laws],
    at: entry.at,
    counts: {
      people: entry.people.length,
      events: entry.events.length,
      identifiers: entry.identifiers.length,
      keys: entry.keys,
    },
    verification: { at: issuedAt, survivors: 0 },
    windows: windowsOf(windows, entry.at),
    tombstones: {
      purpose: "keeps the erased person from coming back",
      until: entry.until,
      suppressed: entry.suppress,
    },
    final,
    issuedAt,
  };
}
