/** The AWS Solutions rules, CloudFormation's own and the data map, on what is really deployed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack, Validations } from "aws-cdk-lib";
import { CfnQueue, Queue } from "aws-cdk-lib/aws-sqs";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "#infra/app.ts";
import { checkApp } from "#infra/checks.ts";
import { tenantNames } from "#infra/tenant.ts";
import { channelsById, unbuilt } from "./templates.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-checks-"));
afterAll(() => rmSync(folder, { recursive: true }));

const Report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(z.object({ ruleName: z.string() })),
    }),
  ),
});

const findings = (outdir: string): string[] =>
  Report.parse(
    JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8")),
  ).pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));

describe("the checks", () => {
  it("find nothing in any tenant's stacks, neither our rules nor CloudFormation's", async () => {
    const outdir = join(folder, "all");
    const app = await createApp({ tenants: tenantNames(), outdir, bundle: unbuilt });
    checkApp(app);
    app.synth();
    expect(findings(outdir)).toEqual([]);
  });

  it("refuse what nobody has explained", () => {
    const outdir = join(folder, "bare");
    const app = new App({ outdir, builtinCloudFormationValidation: false });
    new Queue(new Stack(app, "Bare"), "Queue");
    checkApp(app);
    expect(() => app.synth()).toThrow();
    const unexplained = ["AwsSolutions-SQS3", "AwsSolutions-SQS4", "not-declared"];
    expect(findings(outdir).sort()).toEqual(unexplained);
  });

  it("refuse what CloudFormation would refuse at deployment", async () => {
    const outdir = join(folder, "impossible");
    const app = await createApp({ tenants: [], outdir, bundle: unbuilt });
    const impossible = new Queue(new Stack(app, "Impossible"), "Queue").node.defaultChild;
    if (!(impossible instanceof CfnQueue)) throw new Error("a queue is no queue");
    impossible.addPropertyOverride("VisibilityTimeout", 1_000_000);
    expect(() => app.synth()).toThrow();
    expect(findings(outdir)).not.toEqual([]);
  });

  it("explain one thing only: what is public, each with a reason", async () => {
    const app = await createApp({
      tenants: ["demo"],
      outdir: join(folder, "demo"),
      bundle: unbuilt,
      forLocalRun: true,
    });
    const explained = app.node.findAll().flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(z.record(z.string(), z.string()).parse(data)))
        .map(([rule, reason]) => ({ path: node.path, rule, reason })),
    );
    expect(explained.map(({ path }) => path.replace("tributary-demo-app/", ""))).toEqual([
      ...Object.keys(channelsById("demo")).map((id) => `${id}/Routes`),
      "StaffApi/Health",
      "StaffApi/Contract",
      "StaffApi/OpenDsrDiscovery",
      "StaffApi/OpenDsrCertificate",
      "StaffApi/OpenDsrCertificateRequest",
      "Pages/First",
      "Pages/Others",
    ]);
    for (const { rule, reason } of explained) {
      expect(rule).toMatch(/AwsSolutions-APIG4$/);
      expect(reason.length).toBeGreaterThan(40);
    }
  });
});
