/** One run of the simulation, decided by one number: `npm run simulate -- --seed 7 --events 1000`. */
import { parseArgs } from "node:util";
import { createRandom } from "#bin/random.ts";
import { inOrder } from "./world/history.ts";
import { makePlan } from "./world/plan.ts";
import { run } from "./world/run.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    events: { type: "string", default: "1000" },
    trace: { type: "string", default: "0" },
  },
});
const events = Number(values.events);
const begun = performance.now();
const plan = makePlan(createRandom(values.seed).fork("plan"), { events });
const outcome = await run(values.seed, plan);
const seconds = (performance.now() - begun) / 1_000;
for (const line of outcome.trace(Number(values.trace))) console.log(line);
for (const [name, times] of inOrder(outcome.happened))
  console.log(`${String(times).padStart(8)} ${name}`);
const { hash, turns, simulatedMs, copies, people, broken } = outcome;
console.log(
  `seed ${values.seed}: ${outcome.events} events in ${copies} copies, ${people} rows of people, ${turns} turns, ` +
    `${Math.round(simulatedMs / 1_000)} s simulated in ${seconds.toFixed(1)} s, trace ${hash}`,
);
if (broken !== undefined) {
  console.log(`broken: ${broken.promise}: ${broken.what}`);
  process.exitCode = 1;
}
