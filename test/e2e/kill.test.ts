import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSecrets, type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { exportOf, readStopped } from "#test/fixtures/stored-people.ts";
import { accountFor, countReviews } from "#test/load/accounting.ts";
import { sendAll } from "#test/load/send.ts";
import { planTraffic } from "#test/load/traffic.ts";

let folder: string;
let product: RunningProduct | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-kill-"));
});
afterEach(async () => {
  await product?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const traffic = planTraffic({ deliveries: 800, customers: 300 });
const distinct = new Set(traffic.map(({ id }) => id)).size;

/** Sends everything; kills and restarts the product once after each of these many acknowledgements. */
async function run(name: string, killsAfter: readonly number[]): Promise<string> {
  const own = join(folder, name);
  product = await startProduct({ folder: own });
  const secret = String(readSecrets(own)["website"]?.["signingSecret"]);
  let restart: Promise<void> = Promise.resolve();
  const sent = await sendAll(traffic, {
    baseUrl: () => product?.baseUrl ?? "",
    secret,
    sendersAtOnce: 16,
    onAcknowledged(count) {
      if (!killsAfter.includes(count)) return;
      restart = (async () => {
        await product?.kill();
        product = await startProduct({ folder: own });
      })();
    },
  });
  await restart;
  expect(sent.eventIds.size).toBe(distinct);
  const { baseUrl } = product;
  const { statuses } = await accountFor(sent.eventIds, { baseUrl, secondsMax: 60 });
  expect([...statuses.values()].filter((status) => status === "linked")).toHaveLength(distinct);
  expect(await countReviews(baseUrl)).toBe(0);
  expect(await product.stop()).toBe(0);
  product = undefined;
  const stored = await readStopped(own);
  expect(stored).toHaveLength(300);
  expect(stored.reduce((sum, { person }) => sum + person.record.events, 0)).toBe(distinct);
  return exportOf(stored);
}

test("killed in the middle of a load and restarted, it has what it has when left alone", async () => {
  const undisturbed = await run("undisturbed", []);
  const killed = await run("killed", [150, 500]);
  expect(killed).toBe(undisturbed);
}, 150_000);
