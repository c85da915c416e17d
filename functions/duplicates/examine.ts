/** Looks at one person: puts it beside those it may be, and asks a human where it looks like one of them. */
import { comparableOf } from "#shared/domain/duplicates/comparable.ts";
import { compositeKeysOf } from "#shared/domain/duplicates/composite-key.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import {
  type CandidateStore,
  forget,
  leave,
  listOthers,
  remember,
  standUnder,
} from "#shared/stores/candidates.ts";
import { type DuplicateReviewStore, mayBeCompared } from "#shared/stores/duplicates.ts";
import { type PeopleStore, readPeople } from "#shared/stores/people.ts";
import { askAbout, closePair, forgetPerson } from "./ask.ts";
import { UnsettledError } from "./errors.ts";
import { judge, type Verdict } from "./judge.ts";

export type DuplicatesStore = PeopleStore & CandidateStore & DuplicateReviewStore;

export interface ExamineContext {
  store: DuplicatesStore;
  now: () => Date;
}

/** Forgotten is who is nobody any more; skipped, whose data must not be used for now. */
export type Examined = "examined" | "skipped" | "forgotten";

/** Each writing is followed by a reading; this many are enough for whoever holds still. */
const readingsMax = 6;

/** What this run has written for its person, and whom it found there. */
interface Own {
  keys: readonly string[];
  /** Ids of others, and the keys that they share. */
  under: Map<string, string[]>;
  /** Ids of those it has a review with. */
  partners: Set<string>;
}

/**
 * Writes until a reading confirms what was written. So whatever two runs, or a run and an erasure, do
 * to each other, the last one to read has seen it all; and what a crash leaves, the next delivery of
 * the message puts right. Throws {@link UnsettledError} where that takes too long.
 */
export async function examine(id: string, context: ExamineContext): Promise<Examined> {
  const { store } = context;
  let own: Own | undefined;
  let asked = "";
  for (let reading = 1; reading <= readingsMax; reading++) {
    const others = new Set([...(own?.under.keys() ?? []), ...(own?.partners ?? [])]);
    const people = await readPeople([id, ...others], store);
    const self = people.get(id);
    if (self?.kind !== "living" || self.state === "erasing") {
      await forgetPerson(id, store);
      return self?.kind === "merged" ? examine(self.into, context) : "forgotten";
    }
    if (!mayBeCompared(self)) return "skipped";

    const keys = keysOf(self.person, store);
    if (own === undefined || own.keys.join() !== keys.join()) {
      own = await placeUnder(keys, id, store);
      continue;
    }
    people.delete(id);
    const verdict = judge(self.person, people);
    const alike = textOf(verdict);
    const over = await clearAway(verdict, { id, own, store });
    if (alike === asked && over === 0) return "examined";
    await askAbout(verdict.alike, { self: self.person, partners: own.partners, context });
    asked = alike;
  }
  throw new UnsettledError(`person ${id} does not hold still`);
}

function keysOf({ record }: Person, { vault }: DuplicatesStore): string[] {
  return compositeKeysOf(comparableOf(record).values).map((key) => vault.candidateKey(key));
}

/**
 * Keys that should be there are written again: which of them a crash left out, nobody knows. Looked
 * around is after that, and once: who comes later finds this person.
 */
async function placeUnder(
  keys: readonly string[],
  id: string,
  store: DuplicatesStore,
): Promise<Own> {
  const trace = await remember(id, { kind: "keys", values: keys }, store);
  await standUnder(keys, id, store);
  const dropped = [...trace.keys].filter((key) => !keys.includes(key));
  await leave(dropped, id, store);
  await forget(id, { kind: "keys", values: dropped }, store);
  return { keys, under: await listOthers(keys, id, store), partners: new Set(trace.partners) };
}

/** Closes what is no question any more; answers how many there were. */
async function clearAway(
  { unlike, gone }: Verdict,
  { id, own, store }: { id: string; own: Own; store: DuplicatesStore },
): Promise<number> {
  const over = [...unlike.filter((other) => own.partners.has(other)), ...gone];
  for (const other of gone) {
    await leave(own.under.get(other) ?? [], other, store);
    await forgetPerson(other, store);
    own.under.delete(other);
  }
  for (const other of over) {
    await closePair([id, other], store);
    own.partners.delete(other);
  }
  return over.length;
}

function textOf({ alike }: Verdict): string {
  return alike.map(({ other, score }) => `${other.id} ${score}`).join();
}
