/** Makes a plan that breaks a promise as short as it will go: what is left is what it takes. */
import type { FaultRates } from "../faults.ts";
import type { Act, Plan } from "../world/plan.ts";
import { type Outcome, run } from "../world/run.ts";

export interface Shrunk {
  plan: Plan;
  outcome: Outcome;
  runs: number;
}

/** By trying without; a part whose absence breaks the same promise was not needed. Stops when the time is over. */
export async function shrink(
  seed: string,
  { plan, outcome }: { plan: Plan; outcome: Outcome },
  workMsMax: number,
): Promise<Shrunk> {
  const until = performance.now() + workMsMax;
  let best = { plan, outcome };
  let runs = 0;
  const isEnough = async (shorter: Plan): Promise<boolean> => {
    runs += 1;
    const found = await run(seed, shorter);
    if (found.broken?.promise !== outcome.broken?.promise) return false;
    best = { plan: shorter, outcome: found };
    return true;
  };
  const isOver = (): boolean => performance.now() > until;

  for (const kind of Object.keys(plan.rates) as (keyof FaultRates)[]) {
    if (isOver() || best.plan.rates[kind] === 0) continue;
    await isEnough({ ...best.plan, rates: { ...best.plan.rates, [kind]: 0 } });
  }
  for (let size = Math.ceil(plan.acts.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.plan.acts.length && !isOver();) {
      const acts: readonly Act[] = best.plan.acts.toSpliced(at, size);
      if (!(await isEnough({ ...best.plan, acts }))) at += size;
    }
  }
  return { ...best, runs };
}

/** One line for each thing that happens. */
export function tell({ acts, rates, consumers, batchSize }: Plan): string[] {
  const faults = Object.entries(rates).filter(([, rate]) => rate > 0);
  return [
    `${consumers} consumers, batches of ${batchSize}, faults: ${JSON.stringify(Object.fromEntries(faults))}`,
    ...acts.map(
      ({ atMs, kind, ...what }) => `${String(atMs).padStart(8)} ms ${kind} ${said(what)}`,
    ),
  ];
}

function said(what: object): string {
  if (!("told" in what) || !Array.isArray(what.told)) return JSON.stringify(what);
  return what.told
    .map(
      ({ id, identifiers }: { id: string; identifiers: object[] }) =>
        `${id} ${JSON.stringify(identifiers.map((each) => Object.values(each).join(" ")))}`,
    )
    .join("; ");
}
