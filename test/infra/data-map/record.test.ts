import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "#functions/api/routes.ts";
import { createApp } from "#infra/app.ts";
import { recordCsv } from "#infra/data-map/csv.ts";
import type { Language } from "#infra/data-map/declaration.ts";
import { dataMap } from "#infra/data-map/index.ts";
import { recordMarkdown } from "#infra/data-map/markdown.ts";
import { type ProcessingRecord, recordOf } from "#infra/data-map/record.ts";
import { readTenant } from "#infra/tenant.ts";
import { unbuilt } from "../templates.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-record-"));
afterAll(() => rmSync(folder, { recursive: true }));

let app: App;
let recordFor: (tenant: string, language?: Language) => ProcessingRecord;
beforeAll(async () => {
  const tenants = ["acme", "demo", "huaxia"];
  app = await createApp({ tenants, outdir: folder, bundle: unbuilt, forLocalRun: true });
  app.synth();
  recordFor = (tenant, language = "en") => recordOf(app, readTenant(tenant), language);
});

const storeAt = (place: string, tenant = "acme") => {
  const store = recordFor(tenant).stores.find(({ places }) => places.includes(place));
  if (store === undefined) throw new Error(`there is no ${place}`);
  return store;
};
const readersAt = (place: string, tenant?: string) =>
  storeAt(place, tenant).functions.map(({ name, opens }) => (opens ? name : `${name}, sealed`));

describe("who may read a place, as the templates say,", () => {
  it("is for records whoever resolves, compares, shows, erases and inspects them", () => {
    expect(readersAt("Tables/People")).toEqual([
      "Consumer",
      "Duplicates",
      "StaffApi",
      "Erasure",
      "Inspection",
    ]);
  });

  it("is for quarantine also who deletes it, without a key to look inside", () => {
    expect(readersAt("Tables/Reviews")).toContain("Expiry, sealed");
  });

  it("is for the queue the consumer alone, and for no table a webhook", () => {
    expect(readersAt("Queues/Events")).toEqual(["Consumer"]);
    const read = recordFor("demo").stores.filter(({ functions }) =>
      functions.some(({ name }) => name === "webhook"),
    );
    expect(read.flatMap(({ places }) => places)).toEqual([
      "parameters/keys/*",
      "parameters/channels/*",
    ]);
  });
});

describe("how long a place keeps what it holds", () => {
  it("is the tenant's own word where it has one", () => {
    expect(storeAt("Tables/Reviews").retention[0]).toMatch(/^deliveries 14 days/);
    expect(storeAt("Tables/Reviews", "demo").retention[0]).toMatch(/^deliveries 30 days/);
    expect(storeAt("Tables/Privacy").retention[0]).toMatch(/^the ledger 3 years from the erasure/);
  });

  it("is what the service is set to, backups included", () => {
    expect(storeAt("Tables/Keys").retention).toContain("recoverable for 7 days (backup)");
    expect(storeAt("Tables/People").retention).toContain("recoverable for 35 days (backup)");
    expect(storeAt("Queues/DeadLetters").retention).toContain(
      "deleted by the service after 14 days",
    );
    expect(storeAt("EdgeLogs").retention).toEqual(["deleted by the service after 90 days"]);
  });
});

describe("the API that the data map names", () => {
  const byRoute = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  const shown = dataMap.filter(({ exporter }) => exporter.by === "route");

  it.each(shown.map((each) => [each.name.en, each] as const))(
    "gives out %s to those roles that the routes let in",
    (_name, { exporter, staff }) => {
      const named = exporter.by === "route" ? exporter.routes : [];
      expect(named.length).toBeGreaterThan(0);
      const letIn = new Set(named.flatMap((route) => byRoute.get(route)?.roles ?? []));
      expect([...letIn].sort()).toEqual(staff.map(({ role }) => role).sort());
    },
  );

  it("lets the roles see reviews and audit that it says", () => {
    for (const [place, route] of [
      ["Tables/Reviews", "GET /v1/reviews"],
      ["Tables/Audit", "GET /v1/audit"],
    ] as const) {
      const roles = storeAt(place).staff.map(({ role }) => role);
      expect(byRoute.get(route)?.roles).toEqual(roles);
    }
  });
});

describe("a tenant's record", () => {
  it("tells of asked providers and of their tokens only where there are any", () => {
    const places = (tenant: string) => recordFor(tenant).stores.flatMap((store) => store.places);
    expect(places("demo")).toContain("parameters/tokens/*");
    expect(recordFor("demo").recipients.join()).toContain("meta-lead-ads");
    expect(places("acme")).not.toContain("parameters/tokens/*");
    expect(recordFor("acme").recipients).toHaveLength(2);
  });

  it("names whom machines may have told of requests, where the file does", () => {
    const tenant = readTenant("acme");
    const callbackHosts = ["privacy.example.org"];
    const told = recordOf(app, { ...tenant, privacy: { ...tenant.privacy, callbackHosts } }, "en");
    expect(told.recipients).toContainEqual(
      expect.stringMatching(/by their numbers.*privacy\.example/),
    );
  });

  it("leaves to the tenant who it is", () => {
    expect(recordMarkdown(recordFor("acme"), "en")).toContain("- ☐ Controller: name and contact");
  });

  it("is English for who reads English, and Chinese for who reads Chinese", () => {
    expect(recordMarkdown(recordFor("acme"), "en")).not.toMatch(/\p{Script=Han}|[，。；：]/u);
    const chinese = recordFor("huaxia", "zh");
    const said = chinese.stores.flatMap(({ name, purpose, basis, erasers, retention }) => [
      name,
      purpose,
      basis,
      ...erasers,
      ...retention,
    ]);
    const all = [...said, ...chinese.security, ...chinese.transfers, ...chinese.recipients];
    expect(all.filter((words) => !/\p{Script=Han}/u.test(words))).toEqual([]);
    expect(all.join("\n")).not.toMatch(/\b(the|of|and|is|are|until|with|by)\b/);
  });

  it("is a row a store in a spreadsheet, with quotes and line ends inside its cells", () => {
    const record = recordFor("acme");
    const csv = recordCsv(record, "en");
    expect(csv.startsWith('\ufeff"Place",')).toBe(true);
    expect(csv.split('"\r\n"')).toHaveLength(record.stores.length + 1);
    const [first] = record.stores;
    if (first === undefined) throw new Error("there are no stores");
    const quoting = recordCsv({ ...record, stores: [{ ...first, purpose: 'to "see"' }] }, "en");
    expect(quoting).toContain('"to ""see"""');
  });

  it("is a table in which no cell ends early", () => {
    const record = recordFor("acme");
    const [first] = record.stores;
    if (first === undefined) throw new Error("there are no stores");
    const text = recordMarkdown({ ...record, stores: [{ ...first, purpose: "a | b\nc" }] }, "en");
    expect(text).toContain("| a \\| b<br>c |");
  });
});
