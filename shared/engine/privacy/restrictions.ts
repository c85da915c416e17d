/** Puts in force whose data a request lets be stored and protected, and nothing else. */
import { restrictedBy } from "#shared/domain/privacy/request.ts";
import { readRequest } from "#shared/stores/privacy/requests.ts";
import { endTask, readTasks } from "#shared/stores/privacy/tasks.ts";
import type { EngineContext } from "../resolve.ts";
import { releasePeople, restrictPeople } from "../restrict.ts";

/**
 * Done as often as needed: where a request has moved while this was at work, what is still to be done
 * stays written down, and the next one does it as the request wants it by then.
 */
export async function settleRestrictions(
  requestId: string,
  context: EngineContext,
): Promise<"done" | "busy"> {
  const { store } = context;
  const tasks = await readTasks("restriction", store, requestId);
  const stored = tasks.length > 0 ? await readRequest(requestId, store) : undefined;
  if (stored === undefined) return "done";
  const wanted = restrictedBy(stored.request);
  const before = [...new Set(tasks.flatMap(({ people }) => people))];
  const released = before.filter((id) => !wanted.includes(id));
  if (wanted.length > 0 && (await restrictPeople(wanted, requestId, context)) === "busy") {
    return "busy";
  }
  if (released.length > 0 && (await releasePeople(released, requestId, context)) === "busy") {
    return "busy";
  }
  const after = await readRequest(requestId, store);
  if (after?.version !== stored.version) return "busy";
  for (const task of tasks) await endTask(task, store);
  return "done";
}

/** For the schedule: those of all requests. */
export async function settleAllRestrictions(context: EngineContext): Promise<void> {
  const tasks = await readTasks("restriction", context.store);
  for (const id of new Set(tasks.map(({ request }) => request))) {
    await settleRestrictions(id, context);
  }
}
