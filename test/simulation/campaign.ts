/** Many runs, each twice: `npm run simulate:campaign -- --seeds 200 --events 1000`. Ends with 1 at the first failure. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { exceptionFor, lineOf, type Piece, textOf } from "./campaign/reach.ts";
import { runPool } from "./campaign/pool.ts";
import { missing, required } from "./campaign/required.ts";
import { shrink, tell } from "./campaign/shrink.ts";
import type { Report } from "./campaign/worker.ts";
import { createRandom } from "#bin/random.ts";
import { inOrder } from "./world/history.ts";
import { makePlan } from "./world/plan.ts";
import { run } from "./world/run.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    /** The number of the first seed. */
    from: { type: "string", default: "1" },
    /** Of each seed. */
    events: { type: "string", default: "1000" },
    processes: { type: "string", default: String(availableParallelism()) },
    /** A few seeds cannot reach everything: do not ask it of them. */
    "any-reach": { type: "boolean", default: false },
    /** Each seed once: whether it does the same again is not asked. */
    once: { type: "boolean", default: false },
    /** Does not make a failure shorter. */
    "as-is": { type: "boolean", default: false },
  },
});
const [seeds, from, events] = [values.seeds, values.from, values.events].map(Number) as [
  number,
  number,
  number,
];
/** To make a failure shorter. */
const shrinkMsMax = 60_000;
const progressMs = 5_000;

const begun = performance.now();
const seconds = (): number => (performance.now() - begun) / 1_000;
const total = { seeds: 0, events: 0, copies: 0, turns: 0, simulatedMs: 0 };
const happened = new Map<string, number>();
let unreached: Piece[] | undefined;
let failed: Report | undefined;
let lastProgress = begun;

const progress = (): string =>
  `${total.seeds} of ${seeds} seeds, ${total.events} events in ${total.copies} deliveries, ` +
  `${seconds().toFixed(0)} s: ${(total.seeds / seconds()).toFixed(2)} seeds/s, ` +
  `${(total.events / seconds()).toFixed(0)} events/s${values.once ? "" : ", each run twice"}`;

await runPool({
  processes: Number(values.processes),
  jobs: Array.from({ length: seeds }, (_, at) => ({
    seed: String(from + at),
    events,
    twice: !values.once,
  })),
  watches: !values["any-reach"],
  onReport(report) {
    total.seeds += 1;
    total.events += report.events;
    total.copies += report.copies;
    total.turns += report.turns;
    total.simulatedMs += report.simulatedMs;
    for (const [name, times] of report.happened) {
      happened.set(name, (happened.get(name) ?? 0) + times);
    }
    unreached = report.unreached ?? unreached;
    if (report.broken !== undefined || !report.repeats) failed ??= report;
    if (performance.now() - lastProgress > progressMs) {
      lastProgress = performance.now();
      console.log(progress());
    }
    return failed === undefined;
  },
});

printReach();
console.log(progress());
console.log(`${total.turns} turns, ${(total.simulatedMs / 86_400_000).toFixed(1)} simulated days`);
if (failed !== undefined) {
  await explain(failed);
  process.exitCode = 1;
} else if (!values["any-reach"]) {
  process.exitCode = complain();
}

function printReach(): void {
  for (const [name, times] of inOrder(happened)) {
    console.log(`${String(times).padStart(10)} ${name}${required.includes(name) ? "" : " ·"}`);
  }
  console.log("           (· : counted, and not asked for)");
}

/** What was never met although it should have been: then the campaign proves less than it says. */
function complain(): number {
  const never = missing(happened);
  for (const name of never) console.log(`never happened: ${name}`);
  const dark = (unreached ?? []).filter((piece) => exceptionFor(piece) === undefined);
  for (const piece of dark) {
    const [text = ""] = textOf(piece).trim().split("\n");
    console.log(`never run: ${piece.file}:${lineOf(piece)} ${text}`);
  }
  if (never.length + dark.length === 0) console.log("every branch, fault and question was met");
  return never.length + dark.length === 0 ? 0 : 1;
}

async function explain({ seed, broken, repeats }: Report): Promise<void> {
  if (!repeats) console.log(`seed ${seed} did something else the second time`);
  if (broken === undefined) return;
  console.log(`seed ${seed} breaks "${broken.promise}": ${broken.what}`);
  if (values["as-is"]) return;
  console.log(`making it shorter, for ${shrinkMsMax / 1_000} s at the most …`);
  const plan = makePlan(createRandom(seed).fork("plan"), { events });
  const outcome = await run(seed, plan);
  const shrunk = await shrink(seed, { plan, outcome }, shrinkMsMax);
  console.log(
    `${shrunk.plan.acts.length} of ${plan.acts.length} acts are enough (${shrunk.runs} runs):`,
  );
  for (const line of tell(shrunk.plan)) console.log(line);
  console.log(`then: ${shrunk.outcome.broken?.what ?? ""}`);
  console.log(`whole again by: npm run simulate -- --seed ${seed} --events ${events}`);
}
