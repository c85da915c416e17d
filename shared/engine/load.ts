/** Whose some identifiers are, by the index and the records it leads to. */
import { bare, type Identifier, identifierText } from "#shared/domain/identifier.ts";
import type { Known } from "#shared/domain/identity/attach.ts";
import type { IndexEntry } from "#shared/domain/identity/changes.ts";
import { holds, type Person } from "#shared/domain/identity/person.ts";
import type { StalePointer } from "#shared/stores/identifier-index.ts";
import type { NotLoaded, Reader } from "./reader.ts";

export interface Loaded {
  kind: "loaded";
  known: Known;
  stale: readonly StalePointer[];
}

/** A row is believed only if the record it leads to agrees. */
export async function load(
  identifiers: readonly Identifier[],
  reader: Reader,
): Promise<Loaded | NotLoaded> {
  const rows = new Map<string, IndexEntry>();
  for (const [text, row] of await reader.entries(identifiers)) {
    if (row === "busy") return { kind: "busy" };
    rows.set(text, row);
  }
  const named = [...new Set([...rows.values()].flatMap(({ ownerId }) => ownerId ?? []))];
  const roots = await reader.roots(named);
  const lost = named.filter((id) => !roots.has(id));
  // After a restore a row may lead to who was erased since: then it is nobody's, whatever it says.
  const gone = lost.length > 0 ? await reader.gone(lost) : new Set<string>();
  const people = new Map<string, Person>();
  const entries = new Map<string, IndexEntry>();
  const stale: StalePointer[] = [];
  for (const [text, entry] of rows) {
    const { identifier, ownerId: from } = entry;
    if (from === undefined || gone.has(from)) {
      entries.set(text, { ...entry, ownerId: undefined });
      continue;
    }
    const root = roots.get(from);
    if (root === undefined) return { kind: "changed" };
    if (root.state !== "active") return { kind: "busy" };
    if (!holds(root.person, identifier)) return { kind: "changed" };
    const { id: to } = root.person;
    people.set(to, root.person);
    entries.set(text, { ...entry, ownerId: to });
    if (from !== to) stale.push({ identifier, from, to });
  }
  return { kind: "loaded", known: { people: [...people.values()], entries }, stale };
}

/** Identifiers, each once. */
export function distinct(identifiers: Iterable<Identifier>): Identifier[] {
  const byText = new Map<string, Identifier>();
  for (const each of identifiers) byText.set(identifierText(each), bare(each));
  return [...byText.values()];
}
