/** Restricts persons: while a request asks for it, their data is kept and protected, and nothing else. */
import type { Person } from "#shared/domain/identity/person.ts";
import { isTransient } from "#shared/stores/errors.ts";
import { type LivingPerson, personRow, readRoots } from "#shared/stores/people.ts";
import { forgetPartings, readPartings } from "#shared/stores/privacy/partings.ts";
import { transact } from "#shared/stores/transact.ts";
import { put, unchanged } from "#shared/stores/writes.ts";
import { type EngineContext, pause } from "./resolve.ts";

/** `busy`: somebody keeps writing them, or works on them: try again. */
export type Restricted = "done" | "busy";

const attemptsMax = 8;

/** Events still arrive at them; merged into others or parted from them, whoever has their data is restricted. */
export async function restrictPeople(
  personIds: readonly string[],
  requestId: string,
  context: EngineContext,
): Promise<Restricted> {
  const change: Change = ({ restrictedBy }) =>
    restrictedBy.includes(requestId) ? restrictedBy : [...restrictedBy, requestId].sort();
  for (const id of new Set(personIds)) {
    if ((await changeOne(id, context, change)) === "busy") return "busy";
  }
  return "done";
}

/**
 * Lifts what one request asked for: what others ask for stays. Also of whom they came apart from since,
 * and where they were erased meanwhile, of whom those had come apart from.
 */
export async function releasePeople(
  personIds: readonly string[],
  requestId: string,
  context: EngineContext,
): Promise<Restricted> {
  const { store } = context;
  const change: Change = ({ restrictedBy }) => restrictedBy.filter((each) => each !== requestId);
  const seen = new Set<string>();
  let waiting = [...personIds];
  while (waiting.length > 0) {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const person = await changeOne(id, context, change);
      if (person === "busy") return "busy";
      if (person === undefined) continue;
      seen.add(person.id);
      // Who came apart from them is restricted as well, and has another name.
      waiting.push(...person.parted);
    }
    // Only now: whoever is erased from here on is restricted by it no more.
    waiting = (await readPartings(requestId, store)).filter((id) => !seen.has(id));
  }
  await forgetPartings(requestId, store);
  return "done";
}

type Change = (person: Person) => readonly string[];

/** The root as it was found; undefined where there is nobody any more. */
async function changeOne(
  id: string,
  context: EngineContext,
  change: Change,
): Promise<Person | "busy" | undefined> {
  const { store } = context;
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    try {
      const root = (await readRoots([id], store)).get(id);
      if (root === undefined) return undefined;
      if (await isWritten(root, change(root.person), context)) return root.person;
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
    await pause(attempt, context);
  }
  return "busy";
}

async function isWritten(
  { person, state, key }: LivingPerson,
  restrictedBy: readonly string[],
  { store }: EngineContext,
): Promise<boolean> {
  if (restrictedBy.join() === person.restrictedBy.join()) return true;
  if (state !== "active") return false;
  const row = personRow({ ...person, restrictedBy }, key, store);
  const { kind } = await transact([put(store.tables.people, row, unchanged(person))], store);
  return kind === "written";
}
