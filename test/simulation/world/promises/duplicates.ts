/** Who looks like somebody else is asked about, and nobody else is: once everybody was looked at. */
import * as z from "zod";
import { judge } from "#functions/duplicates/judge.ts";
import { comparableOf } from "#shared/domain/duplicates/comparable.ts";
import { compositeKeysOf } from "#shared/domain/duplicates/composite-key.ts";
import { duplicateReviewId, mayBeCompared } from "#shared/stores/duplicates.ts";
import type { LivingPerson } from "#shared/stores/people.ts";
import { duplicateKind } from "#shared/stores/reviews.ts";
import { type Remains, textIn } from "../remains.ts";
import type { Judged } from "./judgement.ts";

/** What more people have in common may be too common to bring them together: well below the limit. */
const peoplePerKeyMax = 10;

const Pair = z.tuple([z.string(), z.string()]);

export function comparedWithOthers({ remains }: Judged): string | undefined {
  const { living, rows } = remains;
  const people = new Map(living.map((each) => [each.person.id, each]));
  const asked = new Set<string>();
  for (const row of rows.reviews) {
    if (row["kind"] !== duplicateKind || row["active"] !== true) continue;
    const [a, b] = Pair.parse(row["people"]).map((id) => people.get(id));
    if (a === undefined || b === undefined) return `${textIn(row, "id")} asks about nobody`;
    // Nobody looks at those who are restricted: what was asked of them stays as it was.
    if (![a, b].every(mayBeCompared)) continue;
    if (!isAlike(a, b)) return `${a.person.id} and ${b.person.id} are asked about without a reason`;
    asked.add(textIn(row, "id"));
  }
  for (const [a, b] of meetings(living.filter(mayBeCompared))) {
    const pair = [a.person.id, b.person.id] as const;
    if (isAlike(a, b) && !asked.has(duplicateReviewId(pair))) {
      return `nobody is asked whether ${pair.join(" and ")} are one`;
    }
  }
  return leftovers(remains, people);
}

const isAlike = ({ person }: LivingPerson, other: LivingPerson): boolean =>
  judge(person, new Map([[other.person.id, other]])).alike.length > 0;

/** All pairs that have something rare in common. */
function* meetings(living: readonly LivingPerson[]): Generator<[LivingPerson, LivingPerson]> {
  const keysOf = ({ person }: LivingPerson) =>
    compositeKeysOf(comparableOf(person.record).values).map((key) => JSON.stringify(key));
  const under = Map.groupBy(
    living.flatMap((each) => keysOf(each).map((key) => ({ key, each }))),
    ({ key }) => key,
  );
  for (const those of under.values()) {
    if (those.length > peoplePerKeyMax) continue;
    for (const [at, { each }] of those.entries()) {
      for (const { each: other } of those.slice(at + 1)) yield [each, other];
    }
  }
}

/** Rows by which people meet are rows of people. */
function leftovers(
  { rows }: Remains,
  people: ReadonlyMap<string, LivingPerson>,
): string | undefined {
  for (const row of rows.index) {
    const [, id] = /^candidate#(.+)$/.exec(textIn(row, "s")) ?? [];
    if (id !== undefined && !people.has(id)) return `${id} is nobody, and still meets others`;
  }
  return undefined;
}
