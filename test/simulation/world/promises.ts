/** The promises of the product, judged at the end of a run by what was said and what the stores hold. */
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import { holds } from "#shared/domain/identity/person.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import { emptyRecord, join, recordOf } from "#shared/domain/record.ts";
import { readDataKeys } from "#shared/stores/people.ts";
import { identityReviewId } from "#shared/stores/reviews.ts";
import { replayedSource } from "./edge.ts";
import type { History, PromiseName } from "./history.ts";
import { type Remains, textIn } from "./remains.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import type { Services } from "./services.ts";

export interface Broken {
  promise: PromiseName;
  what: string;
}

export interface Judged {
  services: Services;
  history: History;
  remains: Remains;
}

/** The first promise that is broken, in the order in which one would look for the cause. */
export async function judge(judged: Judged): Promise<Broken | undefined> {
  const [seen] = judged.history.broken;
  if (seen !== undefined) return seen;
  for (const [promise, judgement] of judgements) {
    const what = await judgement(judged);
    if (what !== undefined) return { promise, what };
  }
  return undefined;
}

type Judgement = (judged: Judged) => string | undefined | Promise<string | undefined>;

const judgements: readonly (readonly [PromiseName, Judgement])[] = [
  ["Accounted for", accountedFor],
  ["Once", once],
  ["Pointed", pointed],
  ["Folded", folded],
  ["Order-free", orderFree],
  ["Sealed", sealed],
  ["No poison", noPoison],
  ["Live", live],
];

/** Whatever was taken is in the store, as one of its copies said it, or in quarantine, or dismissed. */
function accountedFor({ services, history, remains }: Judged): string | undefined {
  const { vault } = services.store;
  const reviews = new Set(remains.rows.reviews.map((row) => textIn(row, "id")));
  for (const id of history.acknowledged) {
    if (remains.events.has(id) || history.dismissed.has(vault.reviewId(id))) continue;
    return `${id} was taken, and is nowhere`;
  }
  for (const id of history.corrections) {
    if (!remains.events.has(id)) return `the correction ${id} was made, and is nowhere`;
  }
  for (const fingerprint of history.unclear) {
    if (!reviews.has(vault.reviewId(fingerprint)))
      return "an unclear delivery is not in quarantine";
  }
  for (const id of history.decisions) {
    if (!remains.decisions.has(id)) return `the decision ${id} was taken, and is nowhere`;
  }
  for (const [id, { event }] of remains.events) {
    const copies = history.sent.get(id)?.map((copy) => canonicalJson(copy));
    // A correction, or what was replayed from quarantine, may be stored though nobody was told.
    if (copies === undefined && (event.trust === "staff" || event.source === replayedSource)) {
      continue;
    }
    if (copies?.includes(canonicalJson(event))) continue;
    return `${id} is stored otherwise than any of its copies said it`;
  }
  return undefined;
}

/** Each event is one row of one person, counted once, under an id that the person knows. */
function once({ remains }: Judged): string | undefined {
  if (remains.rows.events.length !== remains.events.size) {
    return `${remains.rows.events.length} rows of ${remains.events.size} events`;
  }
  const counts = Map.groupBy(remains.events.values(), ({ root }) => root);
  for (const { person } of remains.living) {
    const own = counts.get(person.id)?.length ?? 0;
    if (own !== person.record.events) {
      return `${person.id} counts ${person.record.events} events and has ${own}`;
    }
  }
  return undefined;
}

/** Whatever names a person leads to one that lives, and that one says the same. */
function pointed({ history, remains }: Judged): string | undefined {
  const { rootOf, rows, living, texts } = remains;
  for (const [id, { root }] of remains.events) if (root === undefined) return `${id} is nobody's`;
  for (const id of [...remains.found.keys(), ...history.people]) {
    if (rootOf(id) === undefined) return `the id ${id} leads nowhere`;
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

/** Who carries a value that does not point at them is found by an edge, and edges lead to nobody else. */
function edges({ living, rows, texts, rootOf }: Remains): string | undefined {
  const led = new Set<string>();
  const people = new Map(living.map(({ person }) => [person.id, person]));
  for (const row of rows.index) {
    const [, id] = /^edge#(.+)$/.exec(textIn(row, "s")) ?? [];
    const text = texts.get(textIn(row, "k"));
    const root = id === undefined ? undefined : rootOf(id);
    if (id === undefined || text === undefined) continue;
    const person = root === undefined ? undefined : people.get(root);
    if (person === undefined) return `an edge from ${text} leads nowhere`;
    led.add(`${person.id} ${text}`);
  }
  for (const { person } of living) {
    for (const each of person.unlinked) {
      const text = identifierText(each);
      if (!holds(person, each) && !led.has(`${person.id} ${text}`)) {
        return `no edge leads from ${text} to ${person.id}, who carries it`;
      }
    }
  }
  return undefined;
}

/** A record is the fold of its own events, whatever became of them on the way. */
function folded({ services, remains }: Judged): string | undefined {
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

/** Persons, records and questions are what the specification says of all events at once. */
function orderFree({ services, remains }: Judged): string | undefined {
  const { policy } = services;
  const context = { fields: fieldRegistry(policy), policy };
  const events = [...remains.events.values()].map(({ event }) => event);
  const specified = resolve({ events, decisions: remains.standing }, context);
  const idsOf = Map.groupBy(remains.events, ([, { root }]) => root);
  const found = canonicalExport(
    remains.living.map(({ person }) => ({
      record: person.record,
      eventIds: (idsOf.get(person.id) ?? []).map(([id]) => id),
    })),
  );
  const expected = canonicalExport(specified.people);
  if (found !== expected) return difference(found, expected);
  const contested = new Set(
    specified.contested.map(({ identifier }) => identifierText(identifier)),
  );
  return (
    questions("contested-link", contested, remains) ??
    questions("generic-value", specified.generic, remains)
  );
}

/** Every question there is has been asked, and is active just as long as it is one. */
function questions(
  kind: "contested-link" | "generic-value",
  expected: ReadonlySet<string>,
  { rows, texts }: Remains,
): string | undefined {
  const active = new Set(
    rows.reviews.flatMap((row) => (row["active"] === true ? textIn(row, "id") : [])),
  );
  for (const [key, text] of texts) {
    const id = identityReviewId(kind, key);
    if (active.has(id) === expected.has(text)) continue;
    return `${text} is ${active.has(id) ? "" : "not "}asked about as ${kind}`;
  }
  return undefined;
}

function difference(found: string, expected: string): string {
  const [ours, theirs] = [found.split("\n"), expected.split("\n")];
  const only = (a: string[], b: string[]) => a.filter((line) => !b.includes(line)).slice(0, 3);
  return [
    `${ours.length} persons, the specification says ${theirs.length}; found only`,
    ...only(ours, theirs),
    "specified only",
    ...only(theirs, ours),
  ].join("\n");
}

/** Who was parted from others cannot read what they said, not even in a backup of before. */
async function sealed({ services, history, remains }: Judged): Promise<string | undefined> {
  const { store } = services;
  const now = new Map(remains.rows.events.map((row) => [textIn(row, "k"), textIn(row, "p")]));
  const left = history.backups.filter((row) => {
    const [then, today] = [textIn(row, "p"), now.get(textIn(row, "k")) ?? ""];
    return remains.rootOf(then) !== remains.rootOf(today);
  });
  const keys = await readDataKeys([...new Set(left.map((row) => textIn(row, "p")))], store);
  for (const row of left) {
    const [id, k] = [textIn(row, "p"), textIn(row, "k")];
    const key = keys.get(id);
    if (key === undefined || !(row["b"] instanceof Uint8Array)) continue;
    try {
      store.vault.open(row["b"], key, { store: "events", key: k, version: 1 });
      return `in a backup ${id} can read an event that is not its own any more`;
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
    }
  }
  return undefined;
}

/** What nobody can open is kept apart, and so was everything beside it accounted for. */
function noPoison({ services, history, remains }: Judged): string | undefined {
  const reviews = new Set(remains.rows.reviews.map((row) => textIn(row, "id")));
  for (const body of history.garbage) {
    if (!reviews.has(services.store.vault.reviewId(body))) return "what nobody opens is nowhere";
  }
  return undefined;
}

/** Nothing is left at work: no fence, no key of nobody, no log, no settlement that anybody waits for. */
function live({ remains }: Judged): string | undefined {
  const { rows, living } = remains;
  for (const row of rows.people) {
    if (row["st"] === "settling" || row["w"] !== undefined) {
      return `${textIn(row, "id")} is still being settled`;
    }
  }
  for (const { w, n } of rows.index) {
    if (w !== undefined || n === 0) return "a row of the index is still being settled";
  }
  const used = new Set([
    ...living.map(({ person }) => person.id),
    ...rows.events.map((row) => textIn(row, "p")),
    ...rows.reviews.flatMap((row) =>
      row["kind"] === "settlement" && row["status"] === "gathering"
        ? `settlement:${textIn(row, "id")}`
        : [],
    ),
  ]);
  for (const row of rows.keys) {
    const id = textIn(row, "id");
    if (row["n"] !== undefined || row["j"] !== undefined) return `${id} still gets another key`;
    if (!used.has(id) && !id.startsWith("quarantine:")) return `${id} is a key of nobody`;
  }
  return undefined;
}
