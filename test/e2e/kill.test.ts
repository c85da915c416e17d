import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { survive } from "#test/load/survive.ts";
import { planTraffic } from "#test/load/traffic.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-kill-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("killed in the middle of a load and restarted, it has what it has when left alone", async () => {
  const customers = 150;
  const traffic = planTraffic({ deliveries: 400, customers });
  const distinct = new Set(traffic.map(({ id }) => id)).size;
  const run = (name: string, killsAfter: readonly number[]) =>
    survive({ folder: join(folder, name), traffic, killsAfter });

  const { stored, ...undisturbed } = await run("undisturbed", []);
  const killed = await run("killed", [90, 260]);
  const expected = { people: customers, events: distinct, answered: distinct, linked: distinct };
  expect(undisturbed).toEqual({ ...expected, quarantined: 0 });
  expect(killed).toEqual({ ...expected, quarantined: 0, stored });
}, 150_000);
