/** Opens and closes the questions about pairs, and takes away what a person left here. */
import type { Person } from "#shared/domain/identity/person.ts";
import { dropTrace, forget, leave, readTrace, remember } from "#shared/stores/candidates.ts";
import { closeDuplicate, openDuplicate, type Pair, readAnswer } from "#shared/stores/duplicates.ts";
import type { DuplicatesStore, ExamineContext } from "./examine.ts";
import { idsOf, type Verdict } from "./judge.ts";

interface Asking {
  self: Person;
  /** Ids of those it has a review with: those of new reviews are added. */
  partners: Set<string>;
  context: ExamineContext;
}

/** Both remember the review before it is there: whoever of them changes first can find it. */
export async function askAbout(
  alike: Verdict["alike"],
  { self, partners, context }: Asking,
): Promise<void> {
  const { store, now } = context;
  for (const { other, score } of alike) {
    const pair: Pair = [self.id, other.id];
    if (!partners.has(other.id)) {
      await remember(other.id, { kind: "partners", values: [self.id] }, store);
      await remember(self.id, { kind: "partners", values: [other.id] }, store);
      partners.add(other.id);
    }
    const status = (await readAnswer(earlierPairs(self, other), store)) ?? "open";
    await openDuplicate({ pair, score, at: now().toISOString(), status }, store);
  }
}

/** More former ids than this are not asked for. */
const earlierPairsMax = 100;

/** What a human said of persons who are part of these two now was said of these two. */
function earlierPairs(a: Person, b: Person): Pair[] {
  return idsOf(a)
    .flatMap((idA) => idsOf(b).map((idB): Pair => [idA, idB]))
    .slice(1, earlierPairsMax + 1);
}

export async function closePair([self, other]: Pair, store: DuplicatesStore): Promise<void> {
  await closeDuplicate([self, other], store);
  await forget(self, { kind: "partners", values: [other] }, store);
  await forget(other, { kind: "partners", values: [self] }, store);
}

/** The row that tells of the others goes last, so that a crash loses sight of none. */
export async function forgetPerson(id: string, store: DuplicatesStore): Promise<void> {
  const { keys, partners } = await readTrace(id, store);
  await leave([...keys], id, store);
  for (const partner of partners) await closePair([partner, id], store);
  if (keys.size + partners.size > 0) await dropTrace(id, store);
}
