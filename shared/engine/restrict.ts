/** Restricts persons: while a request asks for it, their data is kept and protected, and nothing else. */
import type { Person } from "#shared/domain/identity/person.ts";
import { isTransient } from "#shared/stores/errors.ts";
import { type LivingPerson, personRow, readRoots } from "#shared/stores/people.ts";
import { transact } from "#shared/stores/transact.ts";
import { put, unchanged } from "#shared/stores/writes.ts";
import { type EngineContext, pause } from "./resolve.ts";

/** `busy`: somebody keeps writing them, or works on them: try again. */
export type Restricted = "done" | "busy";

const attemptsMax = 8;

/** Events still arrive at them; merged into others or parted from them, whoever has their data is restricted. */
export const restrictPeople = (
  personIds: readonly string[],
  requestId: string,
  context: EngineContext,
): Promise<Restricted> =>
  changeAll(personIds, context, {
    lifts: false,
    change: ({ restrictedBy }) =>
      restrictedBy.includes(requestId) ? restrictedBy : [...restrictedBy, requestId].sort(),
  });

/** Lifts what one request asked for: what others ask for stays. Also of whom they came apart from since. */
export const releasePeople = (
  personIds: readonly string[],
  requestId: string,
  context: EngineContext,
): Promise<Restricted> =>
  changeAll(personIds, context, {
    lifts: true,
    change: ({ restrictedBy }) => restrictedBy.filter((each) => each !== requestId),
  });

type Change = (person: Person) => readonly string[];

async function changeAll(
  personIds: readonly string[],
  context: EngineContext,
  { change, lifts }: { change: Change; lifts: boolean },
): Promise<Restricted> {
  const seen = new Set<string>();
  const waiting = [...personIds];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const person = await changeOne(id, context, change);
    if (person === "busy") return "busy";
    if (person === undefined) continue;
    seen.add(person.id);
    // Who came apart from them is restricted as well, and has another name.
    if (lifts) waiting.push(...person.parted);
  }
  return "done";
}

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
