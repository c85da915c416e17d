/** What an erasure is going to do, held against who was approved and what the stores hold at that moment. */
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import { ownerRow } from "#shared/stores/identifier-index.ts";
import type { Row } from "../../dynamodb/value.ts";
import { type History, isErased, type SeenErasure } from "../history.ts";
import { textIn } from "../remains.ts";
import type { Services } from "../services.ts";
import { entryIn, personIn, textsIn } from "./rows.ts";

type Stores = Pick<Services, "database" | "store"> & { history: History };
type Seen = NonNullable<ReturnType<typeof personIn>>;

const ledgerPrefix = "erased#";

/** When its entry in the ledger is written, and all is still as it was. In words what is wrong with it. */
export function seeErasure(row: Row, stores: Stores): string | undefined {
  const { history } = stores;
  if (row["list"] !== "ledger") return undefined;
  const id = textIn(row, "k").slice(ledgerPrefix.length);
  const filed = history.requests.get(id);
  if (filed === undefined) return `${id} is an erasure that nobody asked for`;
  const people = new Set(textsIn(row, "people"));
  const roots = filed.approvals.flatMap((approved) => {
    const person = people.has(approved.id) ? personIn(approved.id, stores) : undefined;
    const { shapeVersion = person?.shapeVersion } = approved;
    return person !== undefined && person.shapeVersion === shapeVersion ? [person] : [];
  });
  const gone = new Set(
    roots.flatMap(({ id: root, absorbed, former }) => [root, ...absorbed, ...former]),
  );
  const events = new Set(textsIn(row, "events"));
  const identifiers = [
    ...roots.flatMap(({ record, unlinked }) => [...record.identifiers, ...unlinked]),
    ...filed.request.named,
  ];
  const stamped = stampedOf(identifiers, gone, stores);
  const seen = { at: textIn(row, "due"), suppress: row["suppress"] === true, people, events };
  const written = new Set(textsIn(row, "identifiers"));
  // What clocks that differ have stamped later already is stamped, and said to be by that erasure.
  const needed = [...stamped.values()].filter((k) => written.has(k) || !isStamped(k, seen, stores));
  history.erasures.set(id, { ...seen, stamped: new Set(stamped.keys()) });
  return (
    difference("people", people, gone) ??
    difference("events", events, eventsOf(gone, stores)) ??
    difference("identifiers", written, new Set(needed))
  );
}

/** By text the keys of all that nobody else carries; what many share is nobody's. */
function stampedOf(
  identifiers: readonly Identifier[],
  gone: ReadonlySet<string>,
  stores: Stores,
): Map<string, string> {
  const kept = new Set(carriedByOthers(gone, stores));
  const left = identifiers.filter(
    (each) => !kept.has(identifierText(each)) && !entryIn(each, stores).isSilent,
  );
  const { vault } = stores.store;
  return new Map(left.map((each) => [identifierText(each), vault.identifierKey(each)]));
}

function isStamped(
  k: string,
  { at, suppress }: Pick<SeenErasure, "at" | "suppress">,
  { database, store }: Stores,
): boolean {
  const row = database.row(store.tables.index, { k, s: ownerRow }) ?? {};
  const [then = ""] = textsIn(row, "e");
  return row["p"] === undefined && then >= at && (row["x"] === true || !suppress);
}

function* carriedByOthers(gone: ReadonlySet<string>, stores: Stores): Generator<string> {
  const { database, store } = stores;
  for (const row of database.rows(store.tables.people)) {
    const id = textIn(row, "id");
    // Whom another erasure is taking does not keep anything, though their row is there still.
    const goes = gone.has(id) || isErased(id, stores.history);
    const person: Seen | undefined = goes ? undefined : personIn(id, stores);
    for (const each of person?.record.identifiers ?? []) yield identifierText(each);
    for (const each of person?.unlinked ?? []) yield identifierText(each);
  }
}

function eventsOf(people: ReadonlySet<string>, { database, store }: Stores): Set<string> {
  const keys = new Set<string>();
  for (const row of database.rows(store.tables.events)) {
    if (people.has(textIn(row, "p"))) keys.add(textIn(row, "k"));
  }
  return keys;
}

function difference(
  what: string,
  written: ReadonlySet<string>,
  expected: ReadonlySet<string>,
): string | undefined {
  const more = [...written].filter((each) => !expected.has(each));
  const fewer = [...expected].filter((each) => !written.has(each));
  if (more.length + fewer.length === 0) return undefined;
  return `an erasure takes ${more.length} ${what} too many, and leaves ${fewer.length} out: ${[...more, ...fewer].join(" ")}`;
}
