/** Every five minutes: what time does to requests, the erasures that were approved, and what nobody took up. */
import { subjectsMax } from "#shared/domain/audit/entry.ts";
import { system } from "#shared/domain/privacy/command.ts";
import type { WindowDays } from "#shared/domain/privacy/certificate.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import type { Policy } from "#shared/domain/policy.ts";
import type { PrivacyPolicy } from "#shared/domain/privacy/policy.ts";
import { settleAllRestrictions } from "#shared/engine/privacy/restrictions.ts";
import { engineOf } from "#shared/engine/engine-of.ts";
import type { EngineContext } from "#shared/engine/resolve.ts";
import type { CandidateQueue } from "#shared/lambda/candidate-messages.ts";
import { type Candidates, collectCandidates } from "#shared/lambda/candidates.ts";
import { sendCallbacks } from "#shared/lambda/callbacks.ts";
import type { Log } from "#shared/lambda/log.ts";
import type { Reach } from "#shared/lambda/post-out.ts";
import { appendAudit } from "#shared/stores/audit.ts";
import type { AuditStore, Store } from "#shared/stores/tables.ts";
import type { RandomBytes } from "#shared/vault/seal.ts";
import { attempt } from "./attempt.ts";
import { eachRequest } from "./each-request.ts";
import { forgetInactive } from "./forget-inactive.ts";
import { goOn } from "./go-on.ts";
import { passTime } from "./pass-time.ts";
import { sweepAll } from "./sweep.ts";
import { takeUpIdle } from "./take-up.ts";

export interface ErasurePorts {
  tenant: string;
  policy: Policy;
  privacy: PrivacyPolicy;
  /** After so many days of silence somebody is forgotten; undefined: never. */
  inactiveDays: number | undefined;
  /** How long copies may lie elsewhere. */
  windows: WindowDays;
  /** Made anew for each run: keys are read with it. */
  store: () => Promise<Store & AuditStore>;
  candidates: CandidateQueue;
  /** Under which machines know this processor. */
  publicBaseUrl: string;
  /** How listeners are reached. */
  reach: Reach;
  now: () => Date;
  random: RandomBytes;
  log: Log;
}

/** What every step of a run needs. */
export interface Run {
  ports: ErasurePorts;
  engine: EngineContext;
  /** Throws where it cannot be written. */
  tellAudit: (decision: string, subjects: readonly string[]) => Promise<void>;
  candidates: Candidates;
  /** Nothing is begun any more: the next run goes on. */
  isOver: () => boolean;
  /** What a human has to look at, told when the rest is done. */
  findings: Error[];
}

/** Well within the function's timeout, so that what was begun comes to an end. */
const workMsMax = 200_000;

/**
 * At least once, and in parts: after any crash the next run goes on where this one was. One request
 * that fails holds up no other; it throws at the end, so that somebody looks.
 */
export function createErasure(ports: ErasurePorts) {
  const fields = fieldRegistry(ports.policy);
  return async (): Promise<void> => {
    const { now, log } = ports;
    const begun = now().getTime();
    const store = await ports.store();
    const candidates = collectCandidates({ queue: ports.candidates, store, log });
    const engine: EngineContext = {
      ...engineOf({ ...ports, fields, store }),
      onCommitted: candidates.onCommitted,
      onSettled: candidates.onSettled,
    };
    const isOver = (): boolean => now().getTime() - begun >= workMsMax;
    const tellAudit: Run["tellAudit"] = async (decision, subjects) => {
      const told = { kind: "decided", by: system, role: "system", route: "schedule" } as const;
      const [request = ""] = subjects;
      const named = subjects.slice(0, subjectsMax);
      const { jitter } = engine;
      const context = { store, tenant: ports.tenant, now, jitter };
      await appendAudit({ ...told, request, decision, subjects: named }, context);
    };
    const run: Run = { ports, engine, tellAudit, candidates, isOver, findings: [] };
    await attempt(run, () => settleAllRestrictions(engine));
    for await (const request of eachRequest(engine.store)) {
      if (isOver()) break;
      await attempt(run, () => passTime(request, run));
      // An approval becomes an erasure in the line above: every other state has nothing to go on with.
      if (request.state !== "approved" && request.state !== "erasing") continue;
      await attempt(run, () => goOn(request.id, run));
    }
    await attempt(run, () => takeUpIdle(run));
    await attempt(run, () => forgetInactive(run));
    await attempt(run, () => sweepAll(run));
    await attempt(run, () => sendCallbacks({ ...ports, store }));
    await candidates.send();
    const [finding] = run.findings;
    if (finding !== undefined) throw finding;
  };
}
