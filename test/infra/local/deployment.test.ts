/** What is read out of the templates that the CDK really writes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createApp } from "#infra/app.ts";
import { appStackName, dataStackName } from "#infra/data-stack.ts";
import {
  type Deployment,
  nameInArn,
  physicalName,
  readDeployment,
  shortName,
} from "#infra/local/deployment.ts";
import { attributesHere } from "#infra/local/synthesis.ts";
import { readTemplates, type Templates } from "#infra/local/template.ts";
import { channelsInUse, readTenant, tenantNames } from "#infra/tenant.ts";
import { timeoutSeconds } from "#infra/timeouts.ts";
import { channelNamed } from "#shared/channels/index.ts";
import { unbuilt } from "#test/infra/templates.ts";

const here = {
  region: "eu-central-1",
  queueEndpoint: "http://127.0.0.1:9324",
  baseUrl: "http://localhost:3000",
};

async function synthesised(tenant: string): Promise<Templates> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-synth-"));
  try {
    const options = { tenants: [tenant], outdir: folder, bundle: unbuilt, forLocalRun: true };
    (await createApp(options)).synth();
    const stacks = [dataStackName(tenant), appStackName(tenant)];
    return readTemplates({ folder, stacks, region: here.region, attribute: attributesHere(here) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the deployment of the demo tenant", () => {
  const channels = channelsInUse(readTenant("demo")).map(({ channel }) => channel.name);
  let deployment: Deployment;
  const only = <Named extends { name: string }>(list: readonly Named[], part: string): Named => {
    const [found, ...more] = list.filter(({ name }) => shortName(name).includes(part));
    if (found === undefined || more.length > 0) throw new RangeError(`${part} is not one of them`);
    return found;
  };

  beforeAll(async () => {
    deployment = readDeployment(await synthesised("demo"));
  });

  test("has a function for each channel and for each task", () => {
    const names = deployment.functions.map(({ name }) => shortName(name));
    expect(names).toHaveLength(channels.length + 11);
    expect(names).toEqual(
      expect.arrayContaining([
        "WebsiteFunction",
        "ConsumerFunction",
        "QuarantineFunction",
        "DuplicatesFunction",
        "StaffApiFunction",
        "ExpiryFunction",
        "InspectionFunction",
        "FetchFunction",
        "AuditDigestFunction",
        "PagesFunction",
        "ErasureFunction",
        "MetricsFunction",
      ]),
    );
  });

  test("gives each function its file, its time and its environment with all references followed", () => {
    const { file, environment, timeoutSeconds: seconds } = only(deployment.functions, "Consumer");
    expect(file).toMatch(/index\.mjs$/);
    expect(seconds).toBe(timeoutSeconds.consumer);
    expect(environment).toMatchObject({ TENANT: "demo", PARAMETER_PREFIX: "/tributary/demo" });
    const tableNames = deployment.tables.map(({ name }) => name);
    expect(tableNames).toContain(environment["PEOPLE_TABLE"]);
    const { name } = only(deployment.queues, "Events");
    expect(environment["EVENTS_QUEUE_URL"]).toBe(`${here.queueEndpoint}/000000000000/${name}`);
  });

  test("tells a webhook the address that providers call", () => {
    const { environment } = only(deployment.functions, "Website");
    expect(environment["PUBLIC_BASE_URL"]).toBe(here.baseUrl);
  });

  test("has the tables with their keys and indexes", () => {
    expect(deployment.tables).toHaveLength(8);
    const { KeySchema, GlobalSecondaryIndexes } = only(deployment.tables, "Events");
    expect(KeySchema).toEqual([{ AttributeName: "k", KeyType: "HASH" }]);
    expect(GlobalSecondaryIndexes).toHaveLength(1);
  });

  test("has a queue that hands to its dead letters what failed five times", () => {
    expect(deployment.queues).toHaveLength(4);
    const dead = only(deployment.queues, "DeadLetters");
    const { VisibilityTimeout, RedrivePolicy } = only(deployment.queues, "Events");
    expect(VisibilityTimeout).toBe(6 * timeoutSeconds.consumer);
    expect(RedrivePolicy).toEqual({
      deadLetterTargetArn: `arn:aws:sqs:eu-central-1:000000000000:${dead.name}`,
      maxReceiveCount: 5,
    });
    expect(dead.RedrivePolicy).toBeUndefined();
  });

  test("leads every webhook to its channel's function, for anybody", () => {
    for (const channel of channels) {
      const own = deployment.routes.filter(({ key }) => key.includes(`/webhooks/${channel}`));
      const methods = ["GET", "POST", ...(channelNamed(channel)?.furtherMethods ?? [])].sort();
      expect(own.map(({ key }) => key.replace(/ .*/, "")).sort(), channel).toEqual(methods);
      for (const { functionName, audience } of own) {
        const { environment } =
          deployment.functions.find(({ name }) => name === functionName) ?? {};
        expect(environment?.["PUBLIC_BASE_URL"], channel).toBe(here.baseUrl);
        expect(shortName(functionName).toLowerCase()).toBe(
          `${channel.replaceAll("-", "")}function`,
        );
        expect(audience).toBeUndefined();
      }
    }
  });

  test("lets only staff come to the API, and anybody to health, the contract and what OpenDSR makes public", () => {
    const { name } = only(deployment.functions, "StaffApi");
    const own = deployment.routes.filter(({ functionName }) => functionName === name);
    expect(Object.fromEntries(own.map(({ key, audience }) => [key, audience]))).toEqual({
      "GET /v1/{proxy+}": ["tributary"],
      "POST /v1/{proxy+}": ["tributary"],
      "GET /opendsr/v2/{proxy+}": ["tributary"],
      "POST /opendsr/v2/{proxy+}": ["tributary"],
      "DELETE /opendsr/v2/{proxy+}": ["tributary"],
      "GET /opendsr/v2/discovery": undefined,
      "GET /opendsr/v2/certificate.pem": undefined,
      "GET /opendsr/v2/certificate-request.pem": undefined,
      "GET /health": undefined,
      "GET /openapi.json": undefined,
    });
  });

  test("brings each queue's messages to its function, and counts the failures", () => {
    expect(deployment.mappings).toHaveLength(3);
    expect(deployment.mappings).toContainEqual({
      queueName: only(deployment.queues, "Events").name,
      functionName: only(deployment.functions, "Consumer").name,
      batchSize: 100,
      windowSeconds: 1,
      partialFailures: true,
      concurrencyMax: readTenant("demo").capacity.consumerConcurrencyMax,
    });
    expect(deployment.mappings).toContainEqual(
      expect.objectContaining({
        queueName: only(deployment.queues, "DeadLetters").name,
        functionName: only(deployment.functions, "Quarantine").name,
        batchSize: 10,
        windowSeconds: 0,
      }),
    );
  });

  test("brings candidates to the function that compares them, and keeps its failures apart", () => {
    const { name, RedrivePolicy } = only(deployment.queues, "QueuesCandidates");
    const failed = only(deployment.queues, "FailedCandidates");
    expect(RedrivePolicy?.deadLetterTargetArn).toMatch(new RegExp(`:${failed.name}$`));
    expect(deployment.mappings).toContainEqual(
      expect.objectContaining({
        queueName: name,
        functionName: only(deployment.functions, "Duplicates").name,
        partialFailures: true,
      }),
    );
    expect(deployment.mappings.map(({ queueName }) => queueName)).not.toContain(failed.name);
  });

  test("runs the expiry once a day, signs the audit, measures every hour, and asks for announced data every minute", () => {
    expect(deployment.schedules).toEqual([
      {
        name: expect.stringContaining("ExpiryDaily"),
        expression: "rate(1 day)",
        functionName: only(deployment.functions, "Expiry").name,
      },
      {
        name: expect.stringContaining("ErasureEveryFiveMinutes"),
        expression: "rate(5 minutes)",
        functionName: only(deployment.functions, "Erasure").name,
      },
      {
        name: expect.stringContaining("InspectionHourly"),
        expression: "rate(1 hour)",
        functionName: only(deployment.functions, "Inspection").name,
      },
      {
        name: expect.stringContaining("AuditDigestEveryQuarter"),
        expression: "rate(15 minutes)",
        functionName: only(deployment.functions, "AuditDigest").name,
      },
      {
        name: expect.stringContaining("MetricsHourly"),
        expression: "rate(1 hour)",
        functionName: only(deployment.functions, "Metrics").name,
      },
      {
        name: expect.stringContaining("FetchEveryMinute"),
        expression: "rate(1 minute)",
        functionName: only(deployment.functions, "Fetch").name,
      },
    ]);
  });
});

test.each(tenantNames())("every tenant's can be read, with no name twice: %s", async (tenant) => {
  const templates = await synthesised(tenant);
  const { functions, tables, queues, routes } = readDeployment(templates);
  expect(routes.length).toBeGreaterThan(channelsInUse(readTenant(tenant)).length);
  const names = [...functions, ...tables, ...queues].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const all = templates.resources.map(physicalName);
  expect(new Set(all).size).toBe(all.length);
});

test("a route that leads nowhere is an error that names its target", () => {
  const route = { RouteKey: "GET /x", Target: "integrations/none" };
  const templates: Templates = {
    resources: [
      { name: "a/Route", stack: "a", type: "AWS::ApiGatewayV2::Route", properties: route },
    ],
    assetFolder: () => "",
    resolve: (value) => value,
  };
  expect(() => readDeployment(templates)).toThrow("the template has no none");
});

test("a route that asks for tokens nobody checks is an error", () => {
  const resource = (name: string, type: string, properties: Record<string, unknown>) => ({
    name: `a/${name}`,
    stack: "a",
    type: `AWS::ApiGatewayV2::${type}`,
    properties,
  });
  const templates: Templates = {
    resources: [
      resource("Function", "Integration", { IntegrationUri: "arn:function" }),
      resource("Route", "Route", {
        RouteKey: "GET /x",
        Target: "integrations/a-Function",
        AuthorizationType: "JWT",
        AuthorizerId: "none",
      }),
    ],
    assetFolder: () => "",
    resolve: (value) => value,
  };
  expect(() => readDeployment(templates)).toThrow("the template has no none");
});

test("a property that is not as it should be is an error", () => {
  const templates: Templates = {
    resources: [
      {
        name: "a/Queue",
        stack: "a",
        type: "AWS::SQS::Queue",
        properties: { VisibilityTimeout: "long" },
      },
    ],
    assetFolder: () => "",
    resolve: (value) => value,
  };
  expect(() => readDeployment(templates)).toThrow("expected number");
});

describe("a physical name", () => {
  test("keeps what tells two long ones apart", () => {
    const long = "L".repeat(90);
    const names = ["1A2B3C4D", "5E6F7A8B"].map((hash) =>
      physicalName({ name: `stack/${long}${hash}` }),
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^stack-L+[0-9A-F]{8}$/);
    expect(names.map(({ length }) => length)).toEqual([80, 80]);
  });

  test.each([
    ["arn:aws:sqs:eu-central-1:000000000000:stack-Queue", "stack-Queue"],
    ["integrations/stack-Integration", "stack-Integration"],
    ["stack-Function", "stack-Function"],
  ])("is the last part of %s", (arn, name) => {
    expect(nameInArn(arn)).toBe(name);
  });

  test.each([
    ["tributary-demo-app-ExpiryFunction1A2B3C4D", "ExpiryFunction"],
    ["tributary-big-shop-data-QueuesEvents0F0F0F0F", "QueuesEvents"],
    ["elsewhere", "elsewhere"],
  ])("is short for a person's eyes: %s", (name, short) => {
    expect(shortName(name)).toBe(short);
  });
});
