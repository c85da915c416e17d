import { commandOf } from "./agreement/commands.ts";
import { startPair } from "./agreement/platform.ts";
import { createRandom } from "./random.ts";
import { inspect } from "node:util";
const random = createRandom(process.argv[3] ?? "1");
const pair = await startPair(random.fork("service"));
for (let at = 0; at < Number(process.argv[2] ?? 2000); at++) {
  const c = commandOf(pair.tables, random.fork(String(at))) as never;
  const before = pair.tee.disagreements.length;
  const m = await pair.tee
    .send(c)
    .catch(
      (e) =>
        e.message + " " + JSON.stringify(e.CancellationReasons?.map((r: any) => r.Message) ?? ""),
    );
  if (pair.tee.disagreements.length > before) {
    const d = pair.tee.disagreements.at(-1)!;
    console.log(
      "#####",
      at,
      inspect(d.input, { depth: 8, breakLength: 160, maxStringLength: 80, compact: 5 })
        .replaceAll(/tributary-demo-data-Tables/g, "")
        .slice(0, 1500),
    );
    console.log(
      "   EMB",
      d.embedded.replaceAll(/tributary-demo-data-Tables/g, "").slice(0, 700),
      typeof m === "string" ? m : "",
    );
    console.log("   SIM", d.simulated.replaceAll(/tributary-demo-data-Tables/g, "").slice(0, 700));
    if (before > 12) break;
  }
}
await pair.stop();
console.log(pair.tee.exceptions, pair.tee.disagreements.length);
