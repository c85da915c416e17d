/** Ten thousand deliveries of four thousand customers, through the running product. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDynamoDb } from "#infra/local/dynamodb.ts";
import { readSecrets, startProduct } from "#test/fixtures/process.ts";
import { accountFor, countReviews } from "#test/load/accounting.ts";
import { meter } from "#test/load/meter.ts";
import { percentile, sendAll } from "#test/load/send.ts";
import { planTraffic } from "#test/load/traffic.ts";
import { survive } from "#test/load/survive.ts";
import type { Figure } from "./report.ts";

const drainSecondsMax = 600;

export async function loadFigures(deliveries: number, customers: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-load-"));
  const dynamoDb = await startDynamoDb(join(folder, "tables.sqlite"));
  const metered = await meter(dynamoDb.endpoint);
  const product = await startProduct({
    folder,
    environment: { DYNAMODB_ENDPOINT: metered.endpoint },
  });
  try {
    const planned = planTraffic({ deliveries, customers });
    const sent = await sendAll(planned, {
      baseUrl: () => product.baseUrl,
      secret: String(readSecrets(folder)["website"]?.["signingSecret"]),
      sendersAtOnce: 32,
    });
    await metered.quiet();
    const units = metered.units();
    const { baseUrl } = product;
    const { statuses } = await accountFor(sent.eventIds, { baseUrl, secondsMax: drainSecondsMax });
    const linked = [...statuses.values()].filter((status) => status === "linked").length;
    const events = sent.eventIds.size;
    return [
      { what: "deliveries accepted", value: planned.length / sent.seconds, unit: "/s" },
      { what: "answer, median", value: percentile(sent.latenciesMs, 50), unit: "ms" },
      { what: "answer, 95 of 100", value: percentile(sent.latenciesMs, 95), unit: "ms" },
      { what: "answer, 99 of 100", value: percentile(sent.latenciesMs, 99), unit: "ms" },
      { what: "written per event", value: units.write / events, unit: "WRU" },
      { what: "read per event", value: units.read / events, unit: "RRU" },
      { what: "events not accounted for", value: events - linked, unit: "", bar: 0 },
      { what: "deliveries in quarantine", value: await countReviews(baseUrl), unit: "", bar: 0 },
    ];
  } finally {
    await product.stop();
    await metered.stop();
    await dynamoDb.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same load twice, once with the product killed in its middle: what is stored must be equal. */
export async function killFigures(deliveries: number, customers: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-kill-"));
  try {
    const traffic = planTraffic({ deliveries, customers });
    const run = (name: string, killsAfter: readonly number[]) =>
      survive({ folder: join(folder, name), traffic, killsAfter });
    const undisturbed = await run("undisturbed", []);
    const killed = await run("killed", [Math.floor(deliveries / 2)]);
    return [
      { what: "people stored", value: killed.people, unit: "" },
      { what: "events answered", value: killed.answered, unit: "" },
      { what: "not linked", value: killed.answered - killed.linked, unit: "", bar: 0 },
      { what: "counted twice, or not", value: killed.events - killed.answered, unit: "", bar: 0 },
      {
        what: "exports that differ",
        value: Number(killed.stored !== undisturbed.stored),
        unit: "",
        bar: 0,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
