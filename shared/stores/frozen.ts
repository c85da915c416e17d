/** What a settlement decided, as writes in the order in which they may become visible. */
import { type Changes, type IndexEntry, isStamped } from "#shared/domain/identity/changes.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { type Commission, keyedAnew } from "./commit.ts";
import { decisionWrite, revocationWrite } from "./decisions.ts";
import { destruction, tombstones } from "./erased.ts";
import { eventRow } from "./events.ts";
import { type Fence, heldBy, noFence, releaseWrites, touchedBy, without } from "./fence.ts";
import { entryRow } from "./identifier-index.ts";
import { keyInForce } from "./next-keys.ts";
import { ledgerWrites } from "./ledger.ts";
import { mergedRow, personRow } from "./people.ts";
import { reviewWrite } from "./reviews.ts";
import type { Store } from "./tables.ts";
import {
  absent,
  edgeRemoval,
  edgeWrite,
  keyOf,
  put,
  remove,
  sealedBytes,
  targetOf,
  type Write,
} from "./writes.ts";

export interface Frozen extends Commission {
  settlement: string;
  /** Everything that it fenced. */
  held: Fence;
  /** In one step. */
  writesMax: number;
}

/** Writes that should become visible together. */
type Unit = readonly Write[];

/**
 * Nobody must ever follow a trace to what is not there yet: new persons come first, fenced like the
 * others, then decisions, edges and events. Then the fence falls, person by person together with what
 * points at it, new ones before those they came from, so that what is looked up is found. Last goes
 * what is over. Of an erasure the ledger is first: whatever is destroyed, it is known what.
 */
export function freeze(frozen: Frozen, store: Store): Write[][] {
  const { changes } = frozen;
  const rekeyed = keyedAnew(changes).filter(({ version }) => version > 0);
  const freezing: Freezing = {
    frozen,
    rekeyed: new Set(rekeyed.map(({ id }) => id)),
    owned: Map.groupBy(changes.entries, ({ ownerId }) => ownerId ?? ""),
    store,
  };
  const born = changes.people.filter(({ version }) => version === 0);
  const stored = changes.people.filter(({ version }) => version > 0);
  const alone = (writes: readonly Write[]): Unit[] => writes.map((write) => [write]);
  const units = [
    ...erasureUnits(freezing),
    ...alone(born.map((person) => birth(person, freezing))),
    ...alone(traces(freezing)),
    ...alone(eventWrites(freezing)),
    ...born.map((person) => release(person, freezing)),
    ...stored.map((person) => publication(person, freezing)),
    ...alone(remains(freezing)),
  ];
  return pack(units, frozen.writesMax);
}

interface Freezing {
  frozen: Frozen;
  /** Ids of stored persons whose next key comes into force. */
  rekeyed: ReadonlySet<string>;
  owned: ReadonlyMap<string, readonly IndexEntry[]>;
  store: Store;
}

/** Stamps, then tombstones, then the keys: at no moment could what is gone come back. */
function erasureUnits({ frozen, store }: Freezing): Unit[] {
  const { changes, erasure, settlement } = frozen;
  if (erasure === undefined) return [];
  const alone = (writes: readonly Write[]): Unit[] => writes.map((write) => [write]);
  const stamped = changes.entries.filter((entry) => isStamped(entry, erasure));
  return [
    ...alone(ledgerWrites(erasure, store)),
    ...alone(stamped.map((entry) => entryWrite(entry, frozen, store))),
    ...alone(changes.erased.flatMap((each) => tombstones(each, erasure, store))),
    ...changes.erased.flatMap((each) => destruction(each, heldBy(settlement), store)),
  ];
}

function birth(person: Person, { frozen, store }: Freezing): Write {
  const row = personRow(person, keyOf(person.id, frozen.keys), store);
  const fenced = { ...row, st: "settling", w: frozen.settlement };
  return put(store.tables.people, fenced, absent("id"));
}

/** What leads to persons beside the index entries that they own. */
function traces({ frozen, store }: Freezing): Write[] {
  const { changes, at, decision, revoked } = frozen;
  return [
    ...(decision ? [decisionWrite(decision, store)] : []),
    ...(revoked ? [revocationWrite({ ...revoked, at }, store)] : []),
    ...changes.edges.map((edge) => edgeWrite(edge, store)),
  ];
}

function eventWrites({ frozen, rekeyed, store }: Freezing): Write[] {
  const { changes, keys, settlement } = frozen;
  const { events } = store.tables;
  const rowOf = (placed: Changes["attached"][number]) => {
    const key = keyOf(placed.personId, keys);
    const next = rekeyed.has(placed.personId) ? { settlement } : {};
    return eventRow({ ...placed, key, ...next }, store);
  };
  return [
    ...changes.attached.map((each) => put(events, rowOf(each), absent("k"))),
    ...changes.moved.map((each) => put(events, rowOf(each))),
  ];
}

function release({ id }: Person, { frozen, owned, store }: Freezing): Unit {
  const fence: Fence = { ...noFence(), people: [id] };
  return [
    ...releaseWrites(fence, frozen.settlement, store),
    ...(owned.get(id) ?? []).map((entry) => entryWrite(entry, frozen, store)),
  ];
}

function publication(person: Person, { frozen, rekeyed, owned, store }: Freezing): Unit {
  const { keys, settlement } = frozen;
  const { id } = person;
  const row = personRow(person, keyOf(id, keys), store);
  return [
    put(store.tables.people, row, heldBy(settlement)),
    ...(rekeyed.has(id) ? [keyInForce(id, settlement, store)] : []),
    ...(owned.get(id) ?? []).map((entry) => entryWrite(entry, frozen, store)),
  ];
}

const entryWrite = (entry: IndexEntry, { settlement }: Frozen, store: Store): Write =>
  put(store.tables.index, entryRow(entry, store), heldBy(settlement));

/** Whom others absorbed, what belongs to nobody, and whatever was fenced and stays as it was. */
function remains({ frozen, store }: Freezing): Write[] {
  const { changes, settlement, held, at, erasure } = frozen;
  const { tables } = store;
  const published = new Set(changes.people.map(({ id }) => id));
  const others = changes.entries.filter(
    (entry) =>
      !published.has(entry.ownerId ?? "") && !(erasure !== undefined && isStamped(entry, erasure)),
  );
  const written = touchedBy({ ...changes, consulted: [], relied: [] }, store);
  return [
    ...changes.merged.map((each) => put(tables.people, mergedRow(each), heldBy(settlement))),
    ...others.map((entry) => entryWrite(entry, frozen, store)),
    ...changes.loosened.map((edge) => edgeRemoval(edge, store)),
    ...changes.reviews.map((review) => reviewWrite(review, at, store)),
    ...changes.keyless.map((id) => remove(tables.keys, { id })),
    ...releaseWrites(without(held, written), settlement, store),
  ];
}

/** A log row also holds names and conditions: below the service's 400 KB an item. */
const bytesPerStepMax = 250_000;

/** Into steps, several units in each where they fit; cut only where one is too large by itself. */
function pack(units: readonly Unit[], writesMax: number): Write[][] {
  const steps: Write[][] = [];
  let step: Write[] = [];
  let bytes = 0;
  let targets = new Set<string>();
  const close = (): void => {
    if (step.length > 0) steps.push(step);
    step = [];
    bytes = 0;
    targets = new Set();
  };
  for (const unit of units) {
    const size = unit.reduce((sum, write) => sum + bytesOf(write), 0);
    if (step.length + unit.length > writesMax || bytes + size > bytesPerStepMax) close();
    for (const write of unit) {
      const own = bytesOf(write);
      const target = targetOf(write);
      const isFull =
        step.length === writesMax || (step.length > 0 && bytes + own > bytesPerStepMax);
      // One transaction writes each item once.
      if (isFull || targets.has(target)) close();
      step.push(write);
      targets.add(target);
      bytes += own;
    }
  }
  close();
  return steps;
}

/** Names, numbers and hashes beside what is sealed. */
function bytesOf(write: Write): number {
  const { Put } = write;
  if (Put === undefined) return JSON.stringify(write).length;
  const { b, ...clear } = Put.Item ?? {};
  return (
    JSON.stringify({ ...Put, Item: clear }).length + (b === undefined ? 0 : sealedBytes(write))
  );
}
