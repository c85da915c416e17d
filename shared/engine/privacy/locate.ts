/** Whom a request is about: who carries its identifiers now, and whether a human has to say who is meant. */
import type { Identifier } from "#shared/domain/identifier.ts";
import { carriesUnlinked, holds } from "#shared/domain/identity/person.ts";
import type { CommandOf } from "#shared/domain/privacy/command.ts";
import { readCarriers, readEntries } from "#shared/stores/identifier-index.ts";
import { readRoots } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";

export interface Sought {
  identifiers: readonly Identifier[];
  /** Persons that were named by their ids. */
  people: readonly string[];
}

/** More people than this carry what says nothing about anybody: the first of them are shown. */
const candidatesMax = 100;

/**
 * A value that is contested, or that many carry, may be somebody else's however few are found: then, as
 * where several are found, nobody is meant until a human says who.
 */
export async function locate(
  { identifiers, people }: Sought,
  store: Store,
): Promise<CommandOf<"locate">> {
  const entries = [...(await readEntries(identifiers, store)).values()];
  const carried = await Promise.all(
    identifiers.map((each) => readCarriers(store.vault.identifierKey(each), store)),
  );
  const carriers = carried.flatMap(({ ownerId, carrierIds }) => [
    ...(ownerId === undefined ? [] : [ownerId]),
    ...carrierIds,
  ]);
  const ids = [...new Set([...people, ...carriers])];
  const roots = await readRoots(ids.slice(0, candidatesMax), store);
  const isNamed = (id: string) => people.some((named) => roots.get(named)?.person.id === id);
  const candidates = new Set<string>();
  for (const { person } of roots.values()) {
    // A row is believed only where the record agrees.
    const carries = identifiers.some(
      (each) => holds(person, each) || carriesUnlinked(person, each),
    );
    if (carries || isNamed(person.id)) candidates.add(person.id);
  }
  const doubtful = entries.some(({ contested, generic }) => contested !== undefined || generic);
  const ambiguous = doubtful || candidates.size > 1 || ids.length > candidatesMax;
  return { kind: "locate", candidates: [...candidates].sort(), ambiguous };
}
