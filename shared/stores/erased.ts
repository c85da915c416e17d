/** What an erasure writes about one person: tombstones, no key, and stubs that say "gone". */
import type { ErasedPerson, Stamp } from "#shared/domain/identity/changes.ts";
import type { Row } from "./batch-get.ts";
import { tombstoneRow } from "./events.ts";
import { partingWrites } from "./privacy/partings.ts";
import type { Store } from "./tables.ts";
import { type Condition, put, remove, type Write } from "./writes.ts";

/** What is left of a person: only that there is none. */
export const erasedRow = (id: string): Row => ({ id, st: "erased" });

/** The events of a person, one write each. */
export function tombstones(
  { eventKeys }: ErasedPerson,
  { at, until }: Omit<Stamp, "by">,
  { tables }: Store,
): Write[] {
  return eventKeys.map((k) => put(tables.events, tombstoneRow(k, { at, until, why: "erased" })));
}

/**
 * Units of writes that belong together: whoever finds a record finds the key to it. Those that were
 * absorbed have keys of their own, under which their events are sealed in every older copy.
 */
export function destruction(
  { person }: ErasedPerson,
  condition: Condition,
  { tables }: Store,
): Write[][] {
  const { id, absorbed, former } = person;
  return [
    ...partingWrites(person, { tables }).map((write) => [write]),
    ...absorbed.map((each) => [
      remove(tables.keys, { id: each }),
      put(tables.people, erasedRow(each)),
    ]),
    ...former.map((each) => [put(tables.people, erasedRow(each))]),
    [remove(tables.keys, { id }), put(tables.people, erasedRow(id), condition)],
  ];
}
