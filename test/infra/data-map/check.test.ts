import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, Table } from "aws-cdk-lib/aws-dynamodb";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "#infra/app.ts";
import { checkApp } from "#infra/checks.ts";
import { findings } from "#infra/data-map/check.ts";
import type { Declaration, Held } from "#infra/data-map/declaration.ts";
import { dataMap } from "#infra/data-map/index.ts";
import { type Place, placesBeside, placesIn, stacksOf } from "#infra/data-map/places.ts";
import { readTenant } from "#infra/tenant.ts";
import { unbuilt } from "../templates.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-data-map-"));
afterAll(() => rmSync(folder, { recursive: true }));

const tenant = readTenant("acme");

const Report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(
        z.object({ ruleName: z.string(), description: z.string(), suggestedFix: z.string() }),
      ),
    }),
  ),
});

async function appIn(name: string): Promise<App> {
  const outdir = join(folder, name);
  return createApp({ tenants: ["acme"], outdir, bundle: unbuilt, forLocalRun: true });
}

const stackNamed = (app: App, name: string): Stack =>
  stacksOf(app).find(({ stackName }) => stackName === `tributary-acme-${name}`) ?? new Stack(app);

const sealed: Held = { what: { en: "words", zh: "内容" }, form: "sealed", under: "person" };
const declared = (changes: Partial<Declaration>): Declaration => ({
  places: ["Tables/New"],
  name: { en: "new", zh: "新" },
  purpose: { en: "to see", zh: "查看" },
  basis: "customer",
  holds: [sealed],
  erasers: [{ by: "key", how: { en: "its key", zh: "密钥" } }],
  exporter: { by: "none", because: { en: "a test", zh: "测试" } },
  staff: [],
  ...changes,
});
const table: Place = { path: "Tables/New", type: "AWS::DynamoDB::Table" };
const rules = (places: readonly Place[], declarations: readonly Declaration[]) =>
  findings(places, declarations, tenant).map(({ rule, path }) => `${rule}: ${path}`);

describe("the synthesis", () => {
  it("fails where a table is added of which the data map says nothing, and says what to add", async () => {
    const app = await appIn("table");
    new Table(stackNamed(app, "data"), "Exports", {
      partitionKey: { name: "id", type: AttributeType.STRING },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    checkApp(app);
    expect(() => app.synth()).toThrow();
    const text = readFileSync(join(app.outdir, "validation-report.json"), "utf8");
    const reports = z.object({ pluginReports: z.array(z.unknown()) }).parse(JSON.parse(text));
    const own = reports.pluginReports.filter((each) => JSON.stringify(each).includes("DataMap"));
    const [report] = Report.parse({ pluginReports: own }).pluginReports;
    expect(report?.violations).toEqual([
      {
        ruleName: "not-declared",
        description: "Exports can hold personal data, and the data map says nothing of it",
        suggestedFix: expect.stringContaining('places: ["Exports"]'),
      },
    ]);
  });

  it("finds queues, log groups and types that nobody has judged, in whatever stack", async () => {
    const app = await appIn("others");
    new Queue(stackNamed(app, "data"), "Outbox");
    new LogGroup(stackNamed(app, "app"), "Debug");
    new Bucket(stackNamed(app, "app"), "Files");
    app.synth();
    const places = stacksOf(app).flatMap((stack) => placesIn(stack, app.outdir));
    expect(rules([...places, ...placesBeside(tenant)], dataMap)).toEqual([
      "not-declared: Outbox",
      "not-declared: Debug",
      "type-not-judged: Files",
    ]);
  });
});

describe("a declaration", () => {
  it("is accepted where it has its place, and what it holds has an eraser", () => {
    expect(rules([table], [declared({})])).toEqual([]);
  });

  it("is refused where its place is not there", () => {
    expect(rules([], [declared({})])).toEqual(["not-there: Tables/New"]);
    expect(rules([table], [declared({ places: ["Tables/New", "Tables/Old"] })])).toEqual([
      "not-there: Tables/Old",
    ]);
  });

  it("is not asked for a place that the tenant does not have", () => {
    expect(rules([], [declared({ isIn: () => false })])).toEqual([]);
    expect(rules([table], [declared({ isIn: () => false })])).toEqual(["not-declared: Tables/New"]);
  });

  it("is refused where another says something of the same place", () => {
    const other = declared({ places: ["Tables/*"] });
    expect(rules([table], [declared({}), other])).toEqual(["declared-twice: Tables/New"]);
  });

  it("is refused where sealed data has no eraser, or nobody as one", () => {
    const nobody = { by: "nobody", how: { en: "kept", zh: "保留" } } as const;
    expect(rules([table], [declared({ erasers: [] })])).toEqual(["no-eraser: Tables/New"]);
    expect(rules([table], [declared({ erasers: [nobody] })])).toEqual(["no-eraser: Tables/New"]);
  });

  it("is refused where hashes and ids stay without a word why", () => {
    const ids: Held = { what: { en: "ids", zh: "编号" }, form: "pseudonym" };
    const nobody = { by: "nobody", how: { en: "kept as proof", zh: "作为证明" } } as const;
    expect(rules([table], [declared({ holds: [ids], erasers: [] })])).toEqual([
      "no-eraser: Tables/New",
    ]);
    expect(rules([table], [declared({ holds: [ids], erasers: [nobody] })])).toEqual([]);
  });

  it("is refused where the code that erases is not there", () => {
    const gone = {
      by: "code",
      file: "shared/engine/forget.ts",
      how: { en: "it", zh: "它" },
    } as const;
    expect(rules([table], [declared({ erasers: [gone] })])).toEqual(["no-such-eraser: Tables/New"]);
  });

  it("is refused where what should expire has no term in the template", () => {
    const expiry = { by: "expiry", how: { en: "expires", zh: "到期" } } as const;
    const declaration = declared({ erasers: [expiry] });
    expect(rules([table], [declaration])).toEqual(["never-expires: Tables/New"]);
    expect(rules([{ ...table, expiresAfterDays: "by row" }], [declaration])).toEqual([]);
  });
});
