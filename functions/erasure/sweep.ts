/** The last look at an erasure, when no copy can lie anywhere any more: then its certificate is final. */
import { certify } from "#shared/domain/privacy/certificate.ts";
import { readTrace } from "#shared/stores/candidates.ts";
import { readLedger } from "#shared/stores/ledger.ts";
import { putCertificate } from "#shared/stores/privacy/certificates.ts";
import { readRequest } from "#shared/stores/privacy/requests.ts";
import { endTask, readTasks, type SweepTask } from "#shared/stores/privacy/tasks.ts";
import { contentOf, verify } from "./go-on.ts";
import type { Run } from "./handler.ts";
import { tell } from "./pass-time.ts";

export async function sweepAll(run: Run): Promise<void> {
  const now = run.ports.now().toISOString();
  for (const task of await readTasks("sweep", run.engine.store)) {
    if (run.isOver()) return;
    if (task.at <= now) await sweep(task, run);
  }
}

async function sweep(task: SweepTask, run: Run): Promise<void> {
  const { store } = run.engine;
  const { request: id } = task;
  const stored = await readRequest(id, store);
  const entry = await readLedger(id, store);
  if (stored === undefined || entry === undefined) return endTask(task, store);
  await verify(entry, run);
  if (await leavesTraces(entry.people, run)) return;
  await run.tellAudit("looked at once more", [id]);
  const content = contentOf(stored, entry, { final: true, run });
  await putCertificate(certify(content, store.vault.signer("certificate")), store);
  await tell(id, () => ({ kind: "finalise" }), run);
  await endTask(task, store);
  run.ports.log({ outcome: "final", request: id });
}

/** The lane of duplicates forgets whom it is told of; a word that was lost is said again. */
async function leavesTraces(personIds: readonly string[], run: Run): Promise<boolean> {
  let traces = false;
  for (const id of personIds) {
    const { keys, partners } = await readTrace(id, run.engine.store);
    if (keys.size + partners.size === 0) continue;
    run.candidates.onSettled([id]);
    traces = true;
  }
  return traces;
}
