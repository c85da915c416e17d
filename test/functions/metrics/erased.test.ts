/** Who is erased stays in the numbers as one of many, and in none of them as somebody. */
import { randomBytes } from "node:crypto";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createErasure } from "#functions/erasure/handler.ts";
import { alertsSince, readStandings } from "#shared/stores/quality-alerts.ts";
import { readCounted } from "#shared/stores/quality.ts";
import { readReport } from "#shared/stores/quality-report.ts";
import { confirmation, eve, openDesk, rootsIn } from "#test/functions/api/desk.ts";
import { startConsumer } from "#test/fixtures/consumer.ts";
import { claims, email, eventOf, phone, policy, privacy } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { startMetrics } from "./measuring.ts";

const arrived = "2026-03-08";
/** Nobody else's: what must be found nowhere. */
const values = ["Zephyrine Quillfeather", "zephyrine@quillfeather.cn", "+8613976543210"] as const;
const [fullName, address, number] = values;

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

it("an erasure changes no counter and no report, and nothing of theirs was ever in one", async () => {
  const desk = openDesk(store);
  const metrics = startMetrics(store);
  const at = `${arrived}T09:00:00.000Z`;
  const others = Array.from({ length: 30 }, (_, n) =>
    eventOf(n + 1, {
      observedAt: at,
      receivedAt: at,
      claims: claims({ fullName: n % 3 === 0 ? "test" : `Customer ${n}`, city: "Suzhou" }),
    }),
  );
  const theirs = eventOf(99, {
    observedAt: at,
    receivedAt: at,
    identifiers: [email(address), phone(number)],
    claims: claims({ fullName, email: address, phone: number, city: "Suzhou" }),
  });
  await startConsumer(store).deliver(...others, theirs);
  const counters = await readCounted(arrived, store);
  await metrics.runOn("2026-03-09");
  const report = await readReport(undefined, store);
  expect(report?.tenant.week).toMatchObject({ metrics: { new: 31 } });
  expect(metrics.takeTold()).toHaveLength(1);

  const { id } = await desk.file(address);
  await desk.step(id, "identity", confirmation);
  const roots = rootsIn(await desk.step(id, "preview"));
  const person = roots[0]?.id ?? expect.fail("nobody is found by the address");
  await desk.step(id, "approve", { roots }, eve);
  desk.api.clock.now = new Date(desk.api.clock.now.getTime() + 25 * 3_600_000);
  await createErasure({
    tenant: "demo",
    policy,
    privacy,
    inactiveDays: undefined,
    windows: { queue: 4, "dead-letters": 14, quarantine: 31, "keys-recovery": 7 },
    store: async () => store,
    candidates: { client: { send: async () => ({}) } as never, url: "https://queue.test/1/c" },
    publicBaseUrl: "https://hooks.test",
    reach: { resolve: async () => [], isAllowed: () => false, answerMsMax: 1 },
    now: () => desk.api.clock.now,
    random: randomBytes,
    log: () => {},
  })();
  expect((await desk.api.get(`/v1/people/${person}`)).status).toBe(410);

  expect(await readCounted(arrived, store)).toEqual(counters);
  await metrics.runOn("2026-03-09", 6);
  const again = await readReport(undefined, store);
  expect({ ...again, generatedAt: "" }).toEqual({ ...report, generatedAt: "" });

  const { Items = [] } = await store.database.send(
    new ScanCommand({ TableName: store.tables.quality, ConsistentRead: true }),
  );
  const asStored = Items.flatMap((row) => Object.values(row)).map((value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value),
  );
  const opened = [
    again,
    counters,
    await alertsSince("2026", store),
    [...(await readStandings(store))],
  ];
  const all = [...asStored, ...opened.map((each) => JSON.stringify(each))].join("\n");
  for (const value of [...values, "quillfeather", "13976543210", person]) {
    expect(all.toLowerCase()).not.toContain(value.toLowerCase());
  }
});
