/** The promises of the product, judged at the end of a run by what was said and what the stores hold. */
import type { PromiseName } from "./history.ts";
import { accountedFor, noPoison } from "./promises/accounted-for.ts";
import { audited } from "./promises/audited.ts";
import { decided } from "./promises/decisions.ts";
import { comparedWithOthers } from "./promises/duplicates.ts";
import { erased } from "./promises/erased.ts";
import type { Broken, Judged, Judgement } from "./promises/judgement.ts";
import { live } from "./promises/live.ts";
import { orderFree } from "./promises/order-free.ts";
import { folded, once, pointed } from "./promises/people.ts";
import { restricted } from "./promises/restricted.ts";
import { sealed } from "./promises/sealed.ts";

export type { Broken } from "./promises/judgement.ts";

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

const judgements: readonly (readonly [PromiseName, Judgement])[] = [
  ["Erased stays erased", erased],
  ["Accounted for", accountedFor],
  ["Accounted for", decided],
  ["Once", once],
  ["Pointed", pointed],
  ["Folded", folded],
  ["Order-free", orderFree],
  ["Order-free", comparedWithOthers],
  ["Sealed", sealed],
  ["Sealed", restricted],
  ["Sealed", audited],
  ["No poison", noPoison],
  ["Live", live],
];
