/** Looks on while the stores are written: what is destroyed, dropped or set free must have its reason then. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { isBy } from "#shared/domain/identity/late.ts";
import type { Written } from "../dynamodb.ts";
import { type History, isErased, type PromiseName } from "./history.ts";
import { textIn } from "./remains.ts";
import type { Services } from "./services.ts";
import { entryIn, rootIn, textsIn } from "./watch/rows.ts";
import { seeErasure } from "./watch/erasure.ts";

type Watch = Pick<Services, "database" | "store" | "policy"> & {
  history: History;
  /** Keys of event rows by the event's id. */
  keys: Map<string, string>;
};

/** From now on. What is found is broken at once, and told at the end. */
export function watchErasures({ database, store, policy }: Services, history: History): void {
  const watch: Watch = { database, store, policy, history, keys: new Map() };
  const { tables } = store;
  database.watch((writes) => {
    const of = (table: string) => writes.filter((each) => each.table === table);
    // In one transaction everything is at once: what is written down in it is known before.
    for (const { after } of of(tables.privacy)) {
      if (after !== undefined) tell("Erased stays erased", seeErasure(after, watch), watch);
    }
    for (const each of of(tables.events)) {
      tell("Erased stays erased", destroyedEvent(each, watch) ?? dropped(each, watch), watch);
      seeMove(each, watch);
    }
    for (const each of of(tables.people)) {
      tell("Erased stays erased", destroyedPerson(each, watch), watch);
      tell("Sealed", setFree(each, watch), watch);
    }
  });
}

function tell(promise: PromiseName, what: string | undefined, { history }: Watch): void {
  if (what !== undefined) history.broken.push({ promise, what });
}

function destroyedEvent({ before, after }: Written, { history }: Watch): string | undefined {
  if (before?.["b"] === undefined || after?.["b"] !== undefined) return undefined;
  const [k, p] = [textIn(before, "k"), textIn(before, "p")];
  const isKnown = [...history.erasures.values()].some(
    ({ events, people }) => events.has(k) && people.has(p),
  );
  return isKnown ? undefined : `an event of ${p} is destroyed, and no ledger says so`;
}

function destroyedPerson({ before, after }: Written, { history }: Watch): string | undefined {
  if (before === undefined || before["st"] === "erased") return undefined;
  if (after !== undefined && after["st"] !== "erased") return undefined;
  const id = textIn(before, "id");
  return isErased(id, history) ? undefined : `${id} is destroyed, and no ledger says so`;
}

/** Why an event that nobody has gets a tombstone: it is late, or carries only what nobody may hold. */
function dropped({ before, after }: Written, watch: Watch): string | undefined {
  const why = after?.["why"];
  if (before !== undefined || (why !== "late" && why !== "suppressed")) return undefined;
  const copies = copiesOf(textIn(after ?? {}, "k"), watch);
  // What was replayed from quarantine, and corrections, nobody here has told.
  if (copies === undefined || copies.some((copy) => mayBeDropped(copy, why, watch))) {
    return undefined;
  }
  return `${copies[0]?.id} is dropped as ${why} without a reason`;
}

function mayBeDropped(copy: CustomerEvent, why: string, watch: Watch): boolean {
  const known = linksOf(copy, watch.policy).map((link) => entryIn(link, watch));
  const late = known.filter(({ erasedAt: at }) => at !== undefined && isBy(copy, { at }));
  const rest = known.filter((entry) => !entry.isSuppressed && !late.includes(entry));
  if (why === "late") {
    return late.length > 0 && !rest.some(({ hasOwner, isSilent }) => hasOwner && !isSilent);
  }
  return known.length > 0 && rest.length === 0;
}

/** All that was told of the event whose row has this key. */
function copiesOf(k: string, { store, history, keys }: Watch): CustomerEvent[] | undefined {
  for (const [id, copies] of history.sent) {
    const key = keys.get(id) ?? store.vault.eventKey(id);
    keys.set(id, key);
    if (key === k) return copies;
  }
  return undefined;
}

/** Whoever was restricted is so until the request lets go of them, or they are no more. */
function setFree({ before, after }: Written, { history }: Watch): string | undefined {
  if (before?.["b"] === undefined || after === undefined) return undefined;
  const was = textsIn(before, "x");
  const id = textIn(before, "id");
  if (after["st"] === "merged") {
    const person = textIn(after, "into");
    restrict(person, was, history);
    return undefined;
  }
  const is = textsIn(after, "x");
  restrict(id, is, history);
  if (after["b"] === undefined) return undefined;
  const lost = was.find((by) => !is.includes(by) && history.requests.get(by)?.isReleasing !== true);
  return lost === undefined ? undefined : `${id} is not restricted any more by ${lost}`;
}

/** Whoever gets events of somebody who is restricted is restricted as well. */
function seeMove({ before, after }: Written, { database, store, history }: Watch): void {
  if (before?.["b"] === undefined || after?.["b"] === undefined) return;
  const person = textIn(after, "p");
  if (textIn(before, "p") === person) return;
  const root = rootIn(textIn(before, "p"), { database, store });
  restrict(person, textsIn(root ?? {}, "x"), history);
}

function restrict(person: string, by: readonly string[], { restrictions }: History): void {
  if (by.length === 0) return;
  restrictions.set(person, new Set([...(restrictions.get(person) ?? []), ...by]));
}
