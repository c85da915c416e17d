/** Each person by itself: its events, what leads to it, and its record. */
import { canonicalExport } from "#shared/domain/export.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import { holds } from "#shared/domain/identity/person.ts";
import { emptyRecord, join, recordOf } from "#shared/domain/record.ts";
import { isErased } from "../history.ts";
import { type Remains, textIn } from "../remains.ts";
import type { Judged } from "./judgement.ts";

/** Each event is one row of one person, counted once, under an id that the person knows. */
export function once({ remains }: Judged): string | undefined {
  const stored = remains.rows.events.length - remains.tombstones.size;
  if (stored !== remains.events.size) return `${stored} rows of ${remains.events.size} events`;
  const counts = Map.groupBy(remains.events.values(), ({ root }) => root);
  for (const { person } of remains.living) {
    const own = counts.get(person.id)?.length ?? 0;
    if (own !== person.record.events) {
      return `${person.id} counts ${person.record.events} events and has ${own}`;
    }
  }
  return unknownPlaces(remains);
}

/** Its events are listed by the ids that a person knows of: under another one they would be overlooked. */
function unknownPlaces({ living, events, found }: Remains): string | undefined {
  const people = new Map(living.map(({ person }) => [person.id, person]));
  for (const [id, { place, root = "" }] of events) {
    if (place !== root && !people.get(root)?.absorbed.includes(place)) {
      return `${id} stands under ${place}, of which ${root} does not know`;
    }
  }
  for (const [id, each] of found) {
    const root = each.kind === "merged" ? people.get(rootOfMerged(id, found)) : undefined;
    if (root !== undefined && ![...root.absorbed, ...root.former].includes(id)) {
      return `${id} became ${root.id}, who does not know of it`;
    }
  }
  return undefined;
}

function rootOfMerged(id: string, found: Remains["found"]): string {
  const each = found.get(id);
  return each?.kind === "merged" ? rootOfMerged(each.into, found) : id;
}

/** Whatever names a person leads to one that lives, and that one says the same. */
export function pointed({ history, remains }: Judged): string | undefined {
  const { rootOf, rows, living, texts } = remains;
  for (const [id, { root }] of remains.events) if (root === undefined) return `${id} is nobody's`;
  for (const id of [...remains.found.keys(), ...history.people]) {
    if (rootOf(id) === undefined && !isErased(id, history)) return `the id ${id} leads nowhere`;
  }
  for (const id of history.moved) {
    if (remains.found.get(id)?.kind !== "merged" && !isErased(id, history))
      return `${id} was another's, and is back`;
  }
  const owners = new Map<string, string | undefined>();
  for (const row of rows.index) {
    if (row["s"] !== "owner" || row["p"] === undefined) continue;
    const text = texts.get(textIn(row, "k"));
    const root = rootOf(textIn(row, "p"));
    if (text === undefined) return "a row of the index is for a value that no event carries";
    owners.set(text, root);
    const owner = living.find(({ person }) => person.id === root);
    if (owner === undefined) return `the index leads nowhere from ${text}`;
    if (!owner.person.record.identifiers.some((each) => identifierText(each) === text)) {
      return `the index leads from ${text} to ${root}, who does not hold it`;
    }
  }
  for (const { person } of living) {
    for (const identifier of person.record.identifiers) {
      if (owners.get(identifierText(identifier)) === person.id) continue;
      return `${person.id} holds ${identifierText(identifier)}, and the index says otherwise`;
    }
  }
  return edges(remains);
}

/**
 * Who carries a value that does not point at them is found by an edge, and edges lead to nobody else; where
 * it is said to point at nobody, it does not.
 */
function edges({ living, rows, texts, rootOf }: Remains): string | undefined {
  const led = new Set<string>();
  const people = new Map(living.map(({ person }) => [person.id, person]));
  const silences = new Map(
    rows.index
      .filter(({ s }) => s === "owner")
      .map((row) => [
        texts.get(textIn(row, "k")),
        row["b"] ? "blocked" : row["g"] ? "generic" : undefined,
      ]),
  );
  for (const row of rows.index) {
    const [, id] = /^edge#(.+)$/.exec(textIn(row, "s")) ?? [];
    const text = texts.get(textIn(row, "k"));
    const root = id === undefined ? undefined : rootOf(id);
    if (id === undefined) continue;
    const person = root === undefined ? undefined : people.get(root);
    if (person === undefined) return `an edge from ${text} leads nowhere`;
    if (text === undefined) return `an edge leads to ${id} from what nobody carries`;
    led.add(`${person.id} ${text}`);
  }
  for (const { person } of living) {
    for (const each of person.unlinked) {
      const text = identifierText(each);
      if (!holds(person, each) && !led.has(`${person.id} ${text}`)) {
        return `no edge leads from ${text} to ${person.id}, who carries it`;
      }
      const isSilent = silences.get(text) === each.why;
      if ((each.why === "blocked" || each.why === "generic") && !isSilent) {
        return `${person.id} carries ${text} as ${each.why}, which it is not`;
      }
    }
  }
  return undefined;
}

/** A record is the fold of its own events, whatever became of them on the way. */
export function folded({ services, remains }: Judged): string | undefined {
  const context = { fields: fieldRegistry(services.policy), policy: services.policy };
  const own = Map.groupBy(remains.events.values(), ({ root }) => root);
  for (const { person } of remains.living) {
    const events = own.get(person.id) ?? [];
    const fold = events.map(({ event }) => recordOf(event, [], context)).reduce(join, emptyRecord);
    const record = { ...fold, identifiers: person.record.identifiers };
    const said = (each: typeof record) => canonicalExport([{ record: each, eventIds: [] }]);
    if (said(record) !== said(person.record)) {
      return `${person.id} is not the fold of its ${events.length} events:\n${said(record)}\n${said(person.record)}`;
    }
  }
  return undefined;
}
