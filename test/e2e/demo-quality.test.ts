/** One week of the quality demo, at a product of its own. The ten weeks: `npm run demo:quality`. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Product, startOwn } from "#bin/demo/product.ts";
import { readAllSecrets } from "#bin/demo/secrets.ts";
import { liveThrough } from "#bin/demo-quality/live.ts";
import { readAlerts, readReport } from "#bin/demo-quality/read.ts";
import { sources } from "#bin/demo-quality/sources.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";

let folder: string;
let product: Product;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-demo-quality-"));
  mkdirSync(join(folder, "state"));
  product = await startOwn({ given: join(folder, "state") });
});
afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("counts every delivery of a week, by source, and finds nothing wrong in it", async () => {
  const days: number[] = [];
  const { firstDay, deliveries } = await liveThrough({
    product,
    secrets: readAllSecrets(product.folder),
    seed: "tributary",
    weeks: 1,
    onDay: (day) => days.push(day),
    onWeek: ({ alerts }) => expect(alerts).toEqual([]),
  });
  expect(new Date(firstDay).getUTCDay()).toBe(6);
  expect(days).toEqual([0, 1, 2, 3, 4, 5, 6]);

  const report = await readReport(product);
  expect(report.week).toEqual({ from: firstDay, to: addDays(firstDay, 6) });
  const { week } = report.tenant;
  expect(week?.kind === "shown" && week.metrics.received).toBe(deliveries);
  const names = sources.map(({ name }) => name).sort();
  expect(report.sources.map(({ name }) => name)).toEqual(names);
  expect(await readAlerts(product)).toEqual([]);
}, 120_000);
