/** A value that is known by its key, as somebody who carries it says it. */
import { bare, type Identifier } from "#shared/domain/identifier.ts";
import type { ValueRuling } from "#shared/domain/identity/decision.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { readSubjects } from "#shared/stores/decisions.ts";
import { readRoots } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import type { Vault } from "#shared/vault/vault.ts";

/** What is decided about, as somebody says it; undefined where nobody carries it any more. */
export async function carriedAs(
  ruling: ValueRuling,
  { store }: { store: Store },
): Promise<Identifier | undefined> {
  const roots = await readRoots(await readSubjects({ ruling }, store), store);
  const people = [...roots.values()].map(({ person }) => person);
  return identifierBehind(ruling.identifier, people, store.vault);
}

/** The identifier behind a key, as somebody who carries it says it. */
export function identifierBehind(
  key: string,
  people: readonly Person[],
  vault: Vault,
): Identifier | undefined {
  for (const { record, unlinked } of people) {
    for (const each of [...record.identifiers, ...unlinked]) {
      if (vault.identifierKey(each) === key) return bare(each);
    }
  }
  return undefined;
}
