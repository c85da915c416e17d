/** Everything that can happen in small worlds, on the real engine: `npm run simulate:small-worlds`. */
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { inEveryOrder } from "./small-worlds/every-order.ts";
import { runSmallWorld } from "./small-worlds/small-world.ts";
import { decisions, erasures, threeWorkers, twoWorkers } from "./small-worlds/worlds.ts";

const { values } = parseArgs({
  options: {
    /** Only worlds whose name holds this. */
    only: { type: "string", default: "" },
    /** Of one world. */
    "runs-max": { type: "string", default: "Infinity" },
  },
});

const table = new Table({
  head: ["World", "Crashes", "Preemptions", "Runs", "Choices", "Seconds", "Complete"],
  style: { head: [], border: [] },
});
const runsMax = Number(values["runs-max"]);
let failed = false;
for (const world of [...twoWorkers, ...threeWorkers, ...decisions, ...erasures]) {
  if (!world.name.includes(values.only)) continue;
  const begun = performance.now();
  const { runs, deepest } = await inEveryOrder(async (chooser) => {
    const broken = await runSmallWorld(world, chooser);
    if (broken === undefined || failed) return;
    failed = true;
    console.error(`${world.name}: "${broken.promise}" is broken: ${broken.what}`);
  }, runsMax);
  const seconds = (performance.now() - begun) / 1_000;
  const { name, crashesMax, preemptionsMax = "any" } = world;
  console.log(`${name}: ${runs} runs in ${seconds.toFixed(0)} s`);
  const isComplete = runs < runsMax ? "yes" : "no";
  table.push([name, crashesMax, preemptionsMax, runs, deepest, seconds.toFixed(1), isComplete]);
}
console.log(table.toString());
process.exitCode = failed ? 1 : 0;
