/** Runs made-up commands on the embedded and the simulated services, and prints where they differ. */
import { parseArgs } from "node:util";
import { commandOf } from "./agreement/commands.ts";
import { startPair } from "./agreement/platform.ts";
import { createRandom } from "./random.ts";

const { values } = parseArgs({
  options: {
    commands: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
  },
});
const random = createRandom(values.seed);
const pair = await startPair(random.fork("service"));
const started = performance.now();
for (let at = 0; at < Number(values.commands); at++) {
  await pair.tee.send(commandOf(pair.tables, random.fork(String(at))) as never).catch(() => {});
}
await pair.stop();
const { tally, exceptions, disagreements } = pair.tee;
for (const [name, count] of [...tally].toSorted()) console.log(String(count).padStart(7), name);
for (const [reason, count] of exceptions)
  console.log(String(count).padStart(7), "exception:", reason);
for (const each of disagreements.slice(0, 5)) console.log(each);
const seconds = ((performance.now() - started) / 1_000).toFixed(1);
console.log(
  `${values.commands} commands, seed ${values.seed}: ${disagreements.length} disagreements, ${seconds} s`,
);
process.exitCode = disagreements.length === 0 ? 0 : 1;
