/** A tenant's functions: what they find around them, what wakes somebody, and whose they are. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppStack } from "#infra/app-stack.ts";
import { DataStack } from "#infra/data-stack.ts";
import { functionSources } from "#infra/sources.ts";
import { resourcesPerStackMax, summarise } from "#infra/summary.ts";
import { readTenant, tenantNames } from "#infra/tenant.ts";
import { channelNamed } from "#shared/channels/index.ts";
import {
  channelsById,
  environmentsOf,
  type Resource,
  synthesise,
  type TemplatesOf,
  type TenantTemplates,
  unbuilt,
} from "./templates.ts";

const tenants = tenantNames();
let templatesOf: TemplatesOf;
let demo: TenantTemplates;

beforeAll(async () => {
  templatesOf = await synthesise(...tenants);
  demo = templatesOf("demo");
});

const functions = (of = demo) => of.ofType("AWS::Lambda::Function");

describe("functions", () => {
  it("run on Lambda's own Node, on arm64, with a time and a size of their own", () => {
    for (const { Properties } of Object.values(functions())) {
      expect(Properties).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
        Timeout: expect.any(Number),
        MemorySize: expect.any(Number),
      });
    }
  });

  it("answer before the HTTP API gives up: it waits thirty seconds", () => {
    for (const [name, { Properties }] of Object.entries(functions())) {
      if (/^(Consumer|Quarantine|Duplicates|Expiry|Inspection|Erasure)/.test(name)) continue;
      if (/^(AuditDigest|Metrics|Fetch)/.test(name)) continue;
      expect(Properties["Timeout"], name).toBeLessThan(30);
    }
  });

  it("keep no trace of a request: its path may hold a token", () => {
    expect(JSON.stringify(functions())).not.toContain("TracingConfig");
  });

  it("log as JSON, to a group under the tenant's key that forgets after 90 days", () => {
    const groups = demo.ofType("AWS::Logs::LogGroup");
    for (const { Properties } of Object.values(functions())) {
      const { LoggingConfig } = Properties;
      expect(LoggingConfig).toMatchObject({ LogFormat: "JSON", SystemLogLevel: "WARN" });
    }
    expect(Object.keys(groups)).toHaveLength(13);
    for (const { Properties } of Object.values(groups)) {
      expect(demo.written(Properties)).toEqual({
        KmsKeyId: "TenantKey.Arn",
        RetentionInDays: 90,
      });
    }
  });

  it("take the concurrency that a tenant reserves for its channels, and none by default", () => {
    const reserved = (of: TenantTemplates): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(functions(of))
          .filter(([, { Properties }]) => "ReservedConcurrentExecutions" in Properties)
          .map(([name, { Properties }]) => [name, Properties["ReservedConcurrentExecutions"]]),
      );
    expect(reserved(templatesOf("acme"))).toEqual({
      WebsiteFunction: 50,
      TypeformFunction: 50,
      ShopifyFunction: 50,
    });
    expect(reserved(demo)).toEqual({});
  });
});

/** Every text in a value, keys left out. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("environments", () => {
  const base = { TENANT: "demo", PARAMETER_PREFIX: "/tributary/demo" };
  const tables = {
    INDEX_TABLE: "TablesIndex",
    EVENTS_TABLE: "TablesEvents",
    PEOPLE_TABLE: "TablesPeople",
    KEYS_TABLE: "TablesKeys",
    REVIEWS_TABLE: "TablesReviews",
    PRIVACY_TABLE: "TablesPrivacy",
  };
  const { INDEX_TABLE, EVENTS_TABLE, PEOPLE_TABLE, KEYS_TABLE, REVIEWS_TABLE } = tables;
  const audit = { AUDIT_TABLE: "TablesAudit" };
  const quality = { QUALITY_TABLE: "TablesQuality" };
  const queue = { EVENTS_QUEUE_URL: "QueuesEvents" };
  const candidates = { CANDIDATES_QUEUE_URL: "QueuesCandidates" };

  it("hold what each function needs to find, and nothing else", () => {
    const PUBLIC_BASE_URL = "HttpApi.ApiEndpoint";
    const webhook = { ...base, ...queue, PUBLIC_BASE_URL };
    expect(environmentsOf(demo)).toEqual({
      ...Object.fromEntries(Object.keys(channelsById("demo")).map((id) => [id, webhook])),
      Consumer: { ...base, ...queue, ...candidates, ...tables, ...quality },
      Duplicates: { ...base, INDEX_TABLE, PEOPLE_TABLE, KEYS_TABLE, REVIEWS_TABLE },
      StaffApi: {
        ...base,
        ...queue,
        ...candidates,
        ...tables,
        ...audit,
        ...quality,
        PUBLIC_BASE_URL,
      },
      AuditDigest: { ...base, ...audit },
      Metrics: {
        ...base,
        ...quality,
        REVIEWS_TABLE,
        PRIVACY_TABLE: "TablesPrivacy",
        ALERTS_TOPIC_ARN: "MetricsTopic",
      },
      Erasure: { ...base, ...candidates, ...tables, ...audit, PUBLIC_BASE_URL },
      Pages: {
        ...base,
        PUBLIC_BASE_URL: "HttpApi.ApiEndpoint",
        OIDC_ISSUER: "https://login.demo.tributary.example",
      },
      Quarantine: { ...base, KEYS_TABLE, REVIEWS_TABLE },
      Expiry: { ...base, KEYS_TABLE, REVIEWS_TABLE },
      Inspection: { ...base, EVENTS_TABLE, PEOPLE_TABLE, KEYS_TABLE, ...quality },
      Fetch: { ...base, ...queue, KEYS_TABLE, REVIEWS_TABLE },
    });
  });

  it("no template says a word about moving the clock: time is real in AWS", () => {
    for (const tenant of tenants) {
      const { data, app } = templatesOf(tenant);
      expect(JSON.stringify([data, app])).not.toMatch(/clock|fake.?time|time.?travel/i);
    }
  });

  it("no template holds a secret, a key or a way to ask for one at deployment", () => {
    for (const tenant of tenants) {
      const { data, app } = templatesOf(tenant);
      const text = JSON.stringify([data, app]);
      expect(text).not.toMatch(/whsec_|shpss_|encodingAESKey|authToken|appSecret|PRIVATE KEY/);
      expect(text).not.toMatch(/resolve:(ssm|secretsmanager)|AWS::SSM::Parameter|SecretsManager/);
      // Keys and digests are long; a name of that length has no digit. Code is named by its hash.
      const { written } = templatesOf(tenant);
      const words = textsIn([written(data.Resources), written(app.Resources)])
        .filter((value) => !value.endsWith(".zip"))
        .flatMap((value) => value.split(/[^A-Za-z0-9+/]/))
        .filter((word) => word.length >= 32 && /\d/.test(word));
      expect(words).toEqual([]);
    }
  });
});

describe("events and schedules", () => {
  it("the consumer takes batches to fold, answers for each message, and may not run wild", () => {
    const source = demo.ofType("AWS::Lambda::EventSourceMapping")["ConsumerSource"];
    expect(demo.written(source?.Properties)).toEqual({
      EventSourceArn: "QueuesEvents.Arn",
      FunctionName: "ConsumerFunction",
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });

  it("an event that waits is sent anew, and Lambda must not take that for a runaway loop", () => {
    expect(functions()["ConsumerFunction"]?.Properties["RecursiveLoop"]).toBe("Allow");
    for (const [name, { Properties }] of Object.entries(functions())) {
      if (name !== "ConsumerFunction") expect(Properties).not.toHaveProperty("RecursiveLoop");
    }
  });

  it("the dead letters are drained, one message's failure not counting for the others", () => {
    const source = demo.ofType("AWS::Lambda::EventSourceMapping")["QuarantineSource"];
    expect(demo.written(source?.Properties)).toMatchObject({
      EventSourceArn: "QueuesDeadLetters.Arn",
      FunctionName: "QuarantineFunction",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("candidates are compared in few runs at a time, one message's failure not counting for the others", () => {
    const source = demo.ofType("AWS::Lambda::EventSourceMapping")["DuplicatesSource"];
    expect(demo.written(source?.Properties)).toEqual({
      EventSourceArn: "QueuesCandidates.Arn",
      FunctionName: "DuplicatesFunction",
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 15,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it("expired quarantine is destroyed every day", () => {
    const schedules = demo.ofType("AWS::Scheduler::Schedule");
    expect(Object.keys(schedules).sort()).toEqual([
      "AuditDigestEveryQuarter",
      "ErasureEveryFiveMinutes",
      "ExpiryDaily",
      "FetchEveryMinute",
      "InspectionHourly",
      "MetricsHourly",
    ]);
    expect(demo.written(schedules["ExpiryDaily"]?.Properties)).toMatchObject({
      ScheduleExpression: "rate(1 day)",
      FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 60 },
      Target: { Arn: "ExpiryFunction.Arn", RoleArn: "ExpirySchedulerRole.Arn" },
    });
  });

  it("quality is measured every hour", () => {
    const schedule = demo.ofType("AWS::Scheduler::Schedule")["MetricsHourly"];
    expect(demo.written(schedule?.Properties)).toMatchObject({
      ScheduleExpression: "rate(1 hour)",
      Target: { Arn: "MetricsFunction.Arn", RoleArn: "MetricsSchedulerRole.Arn" },
    });
  });

  it("the audit is signed every quarter of an hour", () => {
    const schedule = demo.ofType("AWS::Scheduler::Schedule")["AuditDigestEveryQuarter"];
    expect(demo.written(schedule?.Properties)).toMatchObject({
      ScheduleExpression: "rate(15 minutes)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: "AuditDigestFunction.Arn", RoleArn: "AuditDigestSchedulerRole.Arn" },
    });
  });
});

describe("what deliveries only announced", () => {
  it("is asked for every minute, by runs that end before the next begins, and are not repeated", () => {
    const schedule = demo.ofType("AWS::Scheduler::Schedule")["FetchEveryMinute"];
    expect(demo.written(schedule?.Properties)).toMatchObject({
      ScheduleExpression: "rate(1 minute)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn: "FetchFunction.Arn",
        RoleArn: "FetchSchedulerRole.Arn",
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    });
    expect(functions()["FetchFunction"]?.Properties["Timeout"]).toBeLessThanOrEqual(60);
  });

  it("has parameters for access tokens, whose names are told and whose values are nowhere", () => {
    const tokens = Object.entries(demo.app.Outputs).filter(([name]) => name.endsWith("Token"));
    expect(tokens.map(([name, { Value }]) => [name, Value])).toEqual([
      ["MetaLeadAdsToken", "/tributary/demo/tokens/meta-lead-ads"],
      ["LinkedinLeadGenToken", "/tributary/demo/tokens/linkedin-lead-gen"],
      ["EventbriteToken", "/tributary/demo/tokens/eventbrite"],
    ]);
  });

  it("is no function's business where no channel needs it", () => {
    for (const tenant of ["acme", "huaxia"]) {
      expect(Object.keys(functions(templatesOf(tenant)))).not.toContain("FetchFunction");
      expect(functionSources(readTenant(tenant)).map(({ name }) => name)).not.toContain(
        `${tenant}/fetch`,
      );
    }
  });
});

describe("alarms", () => {
  const alarms = () => demo.ofType("AWS::CloudWatch::Alarm");

  it("are these, and all of them reach the topic", () => {
    expect(Object.keys(alarms()).sort()).toEqual(
      [
        "AlarmsApiErrors",
        "AlarmsAuditDigestErrors",
        "AlarmsBacklog",
        "AlarmsConsumerErrors",
        "AlarmsDeadLetters",
        "AlarmsDeadlines",
        "AlarmsDuplicatesErrors",
        "AlarmsErasureErrors",
        "AlarmsExpiryErrors",
        "AlarmsFailedCandidates",
        "AlarmsFetchErrors",
        "AlarmsInspectionErrors",
        "AlarmsMetricsErrors",
        "AlarmsNoSecret",
        "AlarmsPagesErrors",
        "AlarmsQuarantineErrors",
        "AlarmsQuarantined",
        "AlarmsTokenRefused",
        "AlarmsTooLarge",
        "AlarmsWebhookFailures",
      ].sort(),
    );
    for (const { Properties } of Object.values(alarms())) {
      expect(demo.written(Properties)).toMatchObject({
        AlarmActions: ["AlarmsTopic"],
        AlarmDescription: expect.stringMatching(/^[A-Z].+\.$/),
        TreatMissingData: "notBreaching",
      });
    }
  });

  const filters = () =>
    Object.fromEntries(
      Object.entries(demo.ofType("AWS::Logs::MetricFilter")).map(([name, { Properties }]) => [
        name,
        `${String(demo.written(Properties["LogGroupName"]))} ${String(Properties["FilterPattern"])}`,
      ]),
    );

  it("a refusal without a secret and an authentic body too large are read off the edge's lines", () => {
    expect(filters()).toEqual({
      LogMetricsNoSecretedge:
        'EdgeLogs { ($.outcome = "refused") && ($.reason = "no secret configured") }',
      LogMetricsTooLargeedge:
        'EdgeLogs { ($.outcome = "refused") && ($.reason = "body too large") }',
      LogMetricsTokenRefusedfetch:
        'FetchLogs { ($.reason = "the token was refused") || ' +
        '($.reason = "the token may not read it") || ($.outcome = "misconfigured") }',
      LogMetricsDeadlineserasure: 'ErasureLogs { $.outcome = "deadline" }',
      LogMetricsQuarantinededge: 'EdgeLogs { $.outcome = "quarantined" }',
      LogMetricsQuarantinedquarantine: 'QuarantineLogs { $.outcome = "quarantined" }',
      LogMetricsWebhookFailuresaccess:
        'HttpAccessLog { ($.status = "5*") && (($.routeKey = "POST /webhooks/*") || ($.routeKey = "GET /webhooks/*") || ($.routeKey = "OPTIONS /webhooks/*") || ($.routeKey = "HEAD /webhooks/*")) }',
    });
  });

  it("go to a topic under the tenant's key, where only this tenant's alarms may publish", () => {
    expect(demo.written(demo.ofType("AWS::SNS::Topic")["AlarmsTopic"]?.Properties)).toMatchObject({
      KmsMasterKeyId: "TenantKey.Arn",
    });
    const policy = demo.ofType("AWS::SNS::TopicPolicy")["AlarmsTopicPolicy"]?.Properties;
    expect(demo.written(policy?.["PolicyDocument"])).toMatchObject({
      Statement: [
        { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
        {
          Effect: "Allow",
          Action: "sns:Publish",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Condition: {
            ArnLike: { "aws:SourceArn": expect.stringMatching(/:alarm:tributary-demo-app-\*$/) },
          },
        },
      ],
    });
  });

  it("of quality go to a topic of their own under that key, by a secure connection alone", () => {
    const topic = demo.ofType("AWS::SNS::Topic")["MetricsTopic"]?.Properties;
    expect(demo.written(topic)).toMatchObject({ KmsMasterKeyId: "TenantKey.Arn" });
    const policy = demo.ofType("AWS::SNS::TopicPolicy")["MetricsTopicPolicy"]?.Properties;
    expect(demo.written(policy?.["PolicyDocument"])).toMatchObject({
      Statement: [{ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    });
  });

  it("are mailed where the tenant names an address, and only there", () => {
    const mails = (tenant: string): unknown[] =>
      Object.values(templatesOf(tenant).ofType("AWS::SNS::Subscription")).map(
        ({ Properties }) => Properties["Endpoint"],
      );
    // Alarms of the operation, and alerts on quality.
    const address = "customer-data@acme.example";
    expect(mails("acme")).toEqual([address, address]);
    expect(mails("demo")).toEqual([]);
  });

  it("stand beside one dashboard", () => {
    expect(Object.keys(demo.ofType("AWS::CloudWatch::Dashboard"))).toHaveLength(1);
  });
});

describe("tenants", () => {
  it("share no name, address, prefix or export: what is one's is never the other's", () => {
    const words = tenants.map((tenant) => {
      const { data, app } = templatesOf(tenant);
      return JSON.stringify([data, app]);
    });
    for (const [at, tenant] of tenants.entries()) {
      for (const [other, text] of words.entries()) {
        if (other === at) continue;
        expect(text).not.toMatch(new RegExp(`tributary[-/]${tenant}\\b|Tributary/${tenant}\\b`));
      }
    }
  });

  it("have a role for each function, and a key of their own", () => {
    for (const tenant of tenants) {
      const templates = templatesOf(tenant);
      const roles = Object.values(functions(templates)).map(({ Properties }) =>
        String(templates.written(Properties["Role"])),
      );
      expect(new Set(roles).size).toBe(roles.length);
      expect(Object.keys(templates.ofType("AWS::KMS::Key"))).toHaveLength(1);
    }
  });

  it("have the functions of their own channels", () => {
    const core = [
      "AuditDigest",
      "Consumer",
      "Duplicates",
      "Erasure",
      "Expiry",
      "Inspection",
      "Metrics",
      "Pages",
      "Quarantine",
      "StaffApi",
    ];
    const channels = (tenant: string) =>
      Object.keys(environmentsOf(templatesOf(tenant))).filter((name) => !core.includes(name));
    expect(channels("acme").sort()).toEqual(["Shopify", "Typeform", "Website"]);
    expect(channels("huaxia").sort()).toEqual(["Jinshuju", "Website", "WechatOfficial"]);
  });

  it("are built with their own settings, and a webhook with its own channel's alone", () => {
    const sources = functionSources(readTenant("demo"));
    const website = sources.find(({ name }) => name === "demo/webhook-website");
    expect(Object.keys(website?.tenant ?? {}).sort()).toEqual([
      "customFields",
      "phoneRegion",
      "settings",
      "tenant",
    ]);
    expect(JSON.stringify(website?.tenant)).not.toContain("myshopify");
  });

  it("name no partition: the same stacks can be deployed in China and elsewhere", () => {
    for (const tenant of tenants) {
      const { data, app } = templatesOf(tenant);
      expect(JSON.stringify([data, app])).not.toMatch(/arn:aws[:-]/);
    }
  });

  it("cannot be deleted by mistake in production", () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-synth-"));
    const app = new App({ outdir: folder });
    const protectedStacks = tenants.filter(
      (name) => new DataStack(app, readTenant(name)).terminationProtection,
    );
    rmSync(folder, { recursive: true });
    expect(protectedStacks).toEqual(["acme"]);
  });
});

describe("forty channels", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-synth-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("fit in one stack, six resources each", async () => {
    const website = channelNamed("website");
    if (website === undefined) throw new Error("there is no website channel");
    const channels = Array.from({ length: 40 }, (_, at) => ({ ...website, name: `channel-${at}` }));
    const tenant = readTenant("demo");
    const sources = channels.map(({ name }) => ({
      name: `demo/webhook-${name}`,
      entry: "",
      tenant: {},
    }));
    const bundles = await unbuilt([...functionSources(tenant), ...sources], join(folder, "code"));
    const app = new App({ outdir: join(folder, "cdk.out") });
    const data = new DataStack(app, tenant);
    new AppStack(app, { tenant, data, bundles, channels });
    const [, summary] = summarise(app);
    expect(new Set(Object.values(summary?.channels ?? {}))).toEqual(new Set([6]));
    expect(Object.keys(summary?.channels ?? {})).toHaveLength(40);
    expect(summary?.resources).toBeLessThan(resourcesPerStackMax);
  });

  it("are counted as CloudFormation counts: every resource of a template", () => {
    const count = ({ Resources }: { Resources: Record<string, Resource> }): number =>
      Object.keys(Resources).length;
    for (const tenant of tenants) {
      const { data, app } = templatesOf(tenant);
      expect(count(data)).toBeLessThan(resourcesPerStackMax);
      expect(count(app)).toBeLessThan(resourcesPerStackMax);
    }
  });
});
