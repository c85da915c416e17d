import { inspect } from "node:util";
import { commandOf } from "./agreement/commands.ts";
import { startPair } from "./agreement/platform.ts";
import { createRandom } from "./random.ts";
const random = createRandom(process.argv[3] ?? "1");
const pair = await startPair(random.fork("service"));
const errs = new Map<string, string>();
for (let at = 0; at < Number(process.argv[2] ?? 2000); at++) {
  const c = commandOf(pair.tables, random.fork(String(at))) as never;
  const before = pair.tee.disagreements.length;
  const m = await pair.tee.send(c).catch((e) => e.message);
  if (pair.tee.disagreements.length > before)
    (pair.tee.disagreements.at(-1) as any).embeddedMessage = m;
}
await pair.stop();
const groups = Map.groupBy(
  pair.tee.disagreements,
  (d) => `${d.command} ${d.embedded.slice(0, 40)} | ${d.simulated.slice(0, 40)}`,
);
for (const [k, l] of groups) {
  console.log("#####", l.length, k);
  for (const d of l.slice(0, 3))
    console.log(inspect(d, { depth: 8, breakLength: 160, maxStringLength: 600 }));
}
