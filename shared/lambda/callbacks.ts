/** Tells listeners how their requests go: what was written down with each change of state, until it is taken. */
import { statusView } from "#shared/domain/privacy/opendsr.ts";
import type { PrivacyPolicy } from "#shared/domain/privacy/policy.ts";
import { callbackRefusal } from "#shared/domain/privacy/opendsr.ts";
import { readRequest } from "#shared/stores/privacy/requests.ts";
import {
  type CallbackTask,
  endTask,
  postponeTask,
  readTasks,
} from "#shared/stores/privacy/tasks.ts";
import type { Store } from "#shared/stores/tables.ts";
import type { Log } from "./log.ts";
import { type Posted, postOut, type Reach } from "./post-out.ts";
import { processorDomain, signatureHeaders } from "./signed-answer.ts";

export interface CallbackContext {
  store: Store;
  privacy: PrivacyPolicy;
  publicBaseUrl: string;
  now: () => Date;
  log: Log;
  reach: Reach;
}

const minuteMs = 60_000;
const pauseMsMax = 6 * 60 * minuteMs;
/** With the longest pause between them, more than a week. */
export const attemptsMax = 40;

/** Sends what is due. A listener hears of the states of one request in their order, or not yet. */
export async function sendCallbacks(context: CallbackContext): Promise<void> {
  const { store, now, log } = context;
  const behind = new Set<string>();
  for (const task of await readTasks("callback", store)) {
    const line = `${task.request} ${task.url}`;
    if (behind.has(line)) continue;
    if (task.nextAt > now().toISOString()) {
      behind.add(line);
      continue;
    }
    const posted = await send(task, context);
    log({ outcome: "called back", request: task.request, state: task.state, came: cameOf(posted) });
    if (posted.kind === "failed" && task.attempts + 1 < attemptsMax) {
      behind.add(line);
      await postponeTask(later(task, now()), store);
    } else {
      await endTask(task, store);
    }
  }
}

const cameOf = (posted: Posted): string => (posted.kind === "taken" ? "taken" : posted.why);

function later(task: CallbackTask, now: Date): CallbackTask {
  const pauseMs = Math.min(pauseMsMax, minuteMs * 2 ** task.attempts);
  const nextAt = new Date(now.getTime() + pauseMs).toISOString();
  return { ...task, attempts: task.attempts + 1, nextAt };
}

async function send(task: CallbackTask, context: CallbackContext): Promise<Posted> {
  const { store, privacy, publicBaseUrl, reach } = context;
  // The list may have become shorter since the address was taken.
  if (callbackRefusal(task.url, privacy.callbackHosts) !== undefined) {
    return { kind: "failed", why: "refused" };
  }
  const stored = await readRequest(task.request, store);
  if (stored === undefined) return { kind: "failed", why: "refused" };
  const domain = processorDomain(publicBaseUrl);
  const told = { domain, now: task.at, times: privacy };
  const view = statusView({ ...stored.request, state: task.state }, told);
  const body = JSON.stringify({
    ...view,
    expected_completion_time: task.dueAt,
    status_callback_url: task.url,
  });
  const signature = signatureHeaders(body, domain, store.vault.processorSigner());
  const headers = { "content-type": "application/json", ...signature };
  return postOut({ url: task.url, body, headers }, reach);
}
