/** All that the stores hold at the end of a run, opened with their own keys, and nothing assumed about it. */
import { CustomerEvent } from "#shared/domain/event.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import type { Decision } from "#shared/domain/identity/decision.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { StoredDecision } from "#shared/stores/decisions.ts";
import {
  type FoundPerson,
  type LivingPerson,
  readDataKeys,
  readPeople,
} from "#shared/stores/people.ts";
import { type OpenedDelivery, openQuarantined, deliveryKinds } from "#shared/stores/quarantine.ts";
import type { Tables } from "#shared/stores/tables.ts";
import type { Row } from "../dynamodb/value.ts";
import type { Services } from "./services.ts";

export interface StoredEvent {
  event: CustomerEvent;
  /** The id its row stands under. */
  place: string;
  /** The root that its row leads to, or undefined where it leads nowhere. */
  root: string | undefined;
}

export interface Remains {
  rows: Readonly<Record<keyof Tables, readonly Row[]>>;
  found: ReadonlyMap<string, FoundPerson>;
  living: readonly LivingPerson[];
  /** Where an id leads at last; undefined where it leads nowhere, or round in a circle. */
  rootOf(id: string): string | undefined;
  /** By event id. */
  events: ReadonlyMap<string, StoredEvent>;
  /** By the key of its row: why an event is nowhere. */
  tombstones: ReadonlyMap<string, string>;
  /** Those that stand, naming identifiers as the specification does: by their text. */
  standing: readonly Decision[];
  /** All decisions by id, revoked ones included. */
  decisions: ReadonlyMap<string, StoredDecision>;
  /** What is in quarantine, or was, by the id of its review. */
  quarantine: ReadonlyMap<string, OpenedDelivery>;
  /** Key of the index → text of the identifier, for all that any event carries. */
  texts: ReadonlyMap<string, string>;
}

/** A text of a row; empty where there is none. */
export function textIn(row: Row, name: string): string {
  const value = row[name];
  return typeof value === "string" ? value : "";
}

/** Without faults and outside of tasks: nothing else happens meanwhile. */
export async function readRemains({ database, store, policy }: Services): Promise<Remains> {
  const { tables, vault } = store;
  const rowsOf = (table: keyof Tables) => [...database.rows(tables[table])];
  const rows = {
    index: rowsOf("index"),
    events: rowsOf("events"),
    people: rowsOf("people"),
    keys: rowsOf("keys"),
    reviews: rowsOf("reviews"),
    privacy: rowsOf("privacy"),
  };
  const found = await readPeople(
    rows.people.map((row) => textIn(row, "id")),
    store,
  );
  const rootOf = (id: string): string | undefined => {
    const seen = new Set<string>();
    for (let at = id; !seen.has(at);) {
      seen.add(at);
      const person = found.get(at);
      if (person?.kind === "living") return at;
      if (person?.kind !== "merged") return undefined;
      at = person.into;
    }
    return undefined;
  };
  const stored = rows.events.filter(({ why }) => why === undefined);
  const places = stored.map((row) => textIn(row, "p"));
  const keys = await readDataKeys([...new Set(places)], store);
  const events = new Map<string, StoredEvent>();
  const texts = new Map<string, string>();
  for (const row of stored) {
    const [place, k] = [textIn(row, "p"), textIn(row, "k")];
    const key = keys.get(place);
    const { b } = row;
    if (key === undefined || !(b instanceof Uint8Array)) continue;
    const event = CustomerEvent.parse(vault.open(b, key, { store: "events", key: k, version: 1 }));
    events.set(event.id, { event, place, root: rootOf(place) });
    for (const link of [...event.identifiers, ...linksOf(event, policy)]) {
      texts.set(vault.identifierKey(link), identifierText(link));
    }
  }
  const decisions = rows.reviews.flatMap((row) => StoredDecision.safeParse(row).data ?? []);
  const quarantine = new Map<string, OpenedDelivery>();
  const kinds = new Set<string>(deliveryKinds);
  for (const row of rows.reviews) {
    const id = textIn(row, "id");
    if (kinds.has(textIn(row, "kind"))) quarantine.set(id, await openQuarantined(id, store));
  }
  return {
    rows,
    tombstones: new Map(
      rows.events.flatMap((row) => (row["why"] ? [[textIn(row, "k"), textIn(row, "why")]] : [])),
    ),
    quarantine,
    found,
    living: [...found.values()].filter((each) => each.kind === "living"),
    rootOf,
    events,
    texts,
    decisions: new Map(decisions.map((decision) => [decision.id, decision])),
    standing: decisions
      .filter(({ status }) => status === "standing")
      .map(({ id, at, by, ruling }) => ({ id, at, by, ruling: inTexts(ruling, texts) })),
  };
}

/** A decision about what nobody carries stays as it is: it is about nobody. */
function inTexts(
  ruling: Decision["ruling"],
  texts: ReadonlyMap<string, string>,
): Decision["ruling"] {
  const textOf = (key: string) => texts.get(key) ?? key;
  const named = <Subject extends { event: string } | { identifier: string }>(subject: Subject) =>
    "identifier" in subject ? { identifier: textOf(subject.identifier) } : subject;
  switch (ruling.kind) {
    case "same":
      return { ...ruling, subjects: ruling.subjects.map(named) };
    case "different":
      return {
        ...ruling,
        leaving: ruling.leaving.map(named),
        staying: ruling.staying.map(named),
      };
    case "block":
    case "lift":
      return { ...ruling, identifier: textOf(ruling.identifier) };
  }
}
