/** `npm run replay-ledger`: after a table was restored, erases again whoever came back with it. */
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import * as z from "zod";
import { readPort } from "./start/options.ts";

const Replayed = z.object({
  entries: z.int(),
  present: z.record(z.string(), z.int()),
  next: z.string().optional(),
});

const usage =
  "npm run replay-ledger                          the one that runs here\n" +
  "npm run replay-ledger -- --url https://… < token";

const { values } = parseArgs({ options: { url: { type: "string" } } });
const baseUrl = values.url ?? `http://localhost:${readPort(process.env)}`;
// Not an argument: every process on the machine could read it.
const token =
  values.url === undefined ? "local:admin:replay-ledger" : (await text(process.stdin)).trim();

try {
  const found = await pass("Erasing again");
  const left = found === 0 ? 0 : await pass("Looking once more");
  console.log(`${left} erased subjects present.`);
  process.exitCode = left === 0 ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 1;
}

/** The whole ledger, page by page; answers how much of what it names was there. */
async function pass(doing: string): Promise<number> {
  let [entries, present] = [0, 0];
  for (let after: string | undefined, more = true; more;) {
    const page = await ask(after);
    entries += page.entries;
    present += Object.values(page.present).reduce((sum, count) => sum + count, 0);
    console.log(`${doing}: ${entries} erasures, ${present} rows were there.`);
    after = page.next;
    more = after !== undefined;
  }
  return present;
}

async function ask(after: string | undefined): Promise<z.output<typeof Replayed>> {
  const query = after === undefined ? "" : `?${new URLSearchParams({ after }).toString()}`;
  const response = await fetch(`${baseUrl}/v1/ledger/replay${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  }).catch(() => undefined);
  if (response === undefined) {
    throw new Error(`No Tributary answers at ${baseUrl}. Start it first: npm start`);
  }
  if (response.status !== 200)
    throw new Error(`It answers ${response.status}: ${await response.text()}`);
  return Replayed.parse(await response.json());
}
