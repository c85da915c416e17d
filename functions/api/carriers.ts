/** Who carries a value now; edges and owners are believed only where the records agree. */
import type { Identifier } from "#shared/domain/identifier.ts";
import type { Unlinked } from "#shared/domain/identity/partition.ts";
import { identifierBehind } from "#shared/engine/carried.ts";
import { readCarriers } from "#shared/stores/identifier-index.ts";
import { readRoots } from "#shared/stores/people.ts";
import type { Question } from "#shared/stores/reviews.ts";
import type { ApiContext } from "./route.ts";

export const peopleShownMax = 20;

export interface Carried {
  identifier: Identifier | undefined;
  /** One of these people is restricted: the value is shown to nobody. */
  restricted: boolean;
  holder: string | undefined;
  /** Ids of roots, the holder first. */
  people: string[];
  whys: Unlinked["why"][];
}

export async function carriersOf(
  { identifierKey: key = "" }: Question,
  { store }: ApiContext,
): Promise<Carried> {
  const { ownerId, carrierIds } = await readCarriers(key, store);
  const ids = [...(ownerId === undefined ? [] : [ownerId]), ...carrierIds];
  const roots = [...(await readRoots(ids, store)).values()].map(({ person }) => person);
  const identifier = identifierBehind(key, roots, store.vault);
  if (identifier === undefined) {
    return { identifier, restricted: false, holder: undefined, people: [], whys: [] };
  }
  const isIt = (each: Identifier): boolean => store.vault.identifierKey(each) === key;
  const people: string[] = [];
  const whys = new Set<Unlinked["why"]>();
  let holder: string | undefined;
  const sameKind = (each: Identifier): boolean => each.type === identifier.type;
  for (const person of roots) {
    if (people.includes(person.id)) continue;
    const unlinked = person.unlinked.filter(sameKind).find(isIt);
    if (unlinked !== undefined) whys.add(unlinked.why);
    else if (person.record.identifiers.filter(sameKind).some(isIt)) holder = person.id;
    else continue;
    people.push(person.id);
  }
  const restricted = roots.some(
    ({ id, restrictedBy }) => people.includes(id) && restrictedBy.length > 0,
  );
  return { identifier, restricted, holder, people, whys: [...whys].sort() };
}
