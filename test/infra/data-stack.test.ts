/** What keeps a tenant's data: its key, its tables, its queues. */
import * as z from "zod";
import { beforeAll, describe, expect, it } from "vitest";
import { statementsOf, synthesise, type TenantTemplates } from "./templates.ts";

/** A trial and a production. */
let demo: TenantTemplates;
let acme: TenantTemplates;

beforeAll(async () => {
  const templatesOf = await synthesise("demo", "acme");
  demo = templatesOf("demo");
  acme = templatesOf("acme");
});

const tables = [
  "TablesIndex",
  "TablesEvents",
  "TablesPeople",
  "TablesKeys",
  "TablesReviews",
  "TablesAudit",
  "TablesPrivacy",
  "TablesQuality",
];

const table = (name: string, of = demo) => of.ofType("AWS::DynamoDB::Table")[name]?.Properties;

describe("tables", () => {
  it("are these eight: none that nothing uses", () => {
    expect(Object.keys(demo.ofType("AWS::DynamoDB::Table"))).toEqual(tables);
  });

  it.each([
    ["TablesIndex", ["k HASH", "s RANGE"]],
    ["TablesEvents", ["k HASH"]],
    ["TablesPeople", ["id HASH"]],
    ["TablesKeys", ["id HASH"]],
    ["TablesReviews", ["id HASH"]],
    ["TablesAudit", ["chain HASH", "seq RANGE"]],
    ["TablesPrivacy", ["k HASH", "s RANGE"]],
    ["TablesQuality", ["day HASH", "source RANGE"]],
  ])("%s has the key %j, all texts", (name, keys) => {
    expect(Keyed.parse(table(name)).KeySchema).toEqual(keys);
    const { AttributeDefinitions } = Keyed.parse(table(name));
    const types = AttributeDefinitions.map(({ AttributeType }) => AttributeType);
    expect(new Set(types)).toEqual(new Set(["S"]));
  });

  it("list a person's events by keys alone, and reviews by what a list shows", () => {
    expect(indexesOf("TablesEvents")).toEqual([
      {
        name: "by-person",
        keys: ["p HASH", "at RANGE"],
        projection: { ProjectionType: "KEYS_ONLY" },
      },
    ]);
    expect(indexesOf("TablesReviews")).toEqual([
      {
        name: "by-kind",
        keys: ["kind HASH", "at RANGE"],
        projection: {
          ProjectionType: "INCLUDE",
          NonKeyAttributes: [
            "status",
            "channel",
            "reason",
            "active",
            "identifierKey",
            "people",
            "score",
            "dueAt",
          ],
        },
      },
    ]);
    expect(indexesOf("TablesIndex")).toEqual([]);
    expect(indexesOf("TablesPeople")).toEqual([]);
    expect(indexesOf("TablesKeys")).toEqual([]);
    expect(indexesOf("TablesAudit")).toEqual([]);
    expect(indexesOf("TablesPrivacy")).toMatchObject([
      {
        name: "by-due",
        keys: ["list HASH", "due RANGE"],
        projection: { ProjectionType: "INCLUDE" },
      },
    ]);
    // Sealed or not, nothing of whom a request is about is in an index.
    expect(JSON.stringify(indexesOf("TablesPrivacy"))).not.toMatch(
      /"(b|identity|chosen|candidates|content)"/,
    );
    expect(indexesOf("TablesQuality")).toEqual([]);
  });

  it.each(tables)("%s is under the tenant's own key", (name) => {
    expect(demo.written(table(name)?.["SSESpecification"])).toEqual({
      SSEEnabled: true,
      SSEType: "KMS",
      KMSMasterKeyId: "TenantKey.Arn",
    });
  });

  it("can be recovered for 35 days, and keys for 7: what is destroyed there must stay destroyed", () => {
    const days = tables.map((name) => table(name)?.["PointInTimeRecoverySpecification"]);
    const of = (RecoveryPeriodInDays: number) => ({
      PointInTimeRecoveryEnabled: true,
      RecoveryPeriodInDays,
    });
    expect(days).toEqual([of(35), of(35), of(35), of(7), of(35), of(35), of(35), of(35)]);
  });

  it.each(tables)("%s is paid by use, its indexes too, up to the tenant's ceiling", (name) => {
    const ceiling = { MaxReadRequestUnits: 8000, MaxWriteRequestUnits: 8000 };
    expect(table(name, acme)).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      OnDemandThroughput: ceiling,
    });
    for (const index of Keyed.parse(table(name, acme)).GlobalSecondaryIndexes) {
      expect(index).toMatchObject({ OnDemandThroughput: ceiling });
    }
  });
});

const KeySchema = z
  .array(z.object({ AttributeName: z.string(), KeyType: z.string() }))
  .transform((keys) => keys.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`));

const Keyed = z.object({
  KeySchema,
  AttributeDefinitions: z.array(z.object({ AttributeType: z.string() })),
  GlobalSecondaryIndexes: z
    .array(z.looseObject({ IndexName: z.string(), KeySchema, Projection: z.unknown() }))
    .default([]),
});

const indexesOf = (name: string) =>
  Keyed.parse(table(name)).GlobalSecondaryIndexes.map((index) => ({
    name: index.IndexName,
    keys: index.KeySchema,
    projection: index.Projection,
  }));

describe("what becomes of the data when a stack is deleted", () => {
  const kept = ["AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::KMS::Key", "AWS::Logs::LogGroup"];

  it.each(kept)("production keeps every %s", (type) => {
    for (const resource of Object.values(acme.ofType(type))) {
      expect(resource).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    }
  });

  it.each(kept)("a trial leaves no %s behind", (type) => {
    for (const resource of Object.values(demo.ofType(type))) {
      expect(resource).toMatchObject({ DeletionPolicy: "Delete", UpdateReplacePolicy: "Delete" });
    }
  });

  it.each(tables)("%s refuses deletion in production only", (name) => {
    expect(table(name, acme)).toMatchObject({ DeletionProtectionEnabled: true });
    expect(table(name, demo)).toMatchObject({ DeletionProtectionEnabled: false });
  });
});

describe("queues", () => {
  const queues = () => demo.ofType("AWS::SQS::Queue");

  it("events wait four days, hidden for six times the consumer's timeout, five times at most", () => {
    expect(demo.written(queues()["QueuesEvents"]?.Properties)).toEqual({
      QueueName: "tributary-demo-events",
      MessageRetentionPeriod: 4 * 24 * 3600,
      VisibilityTimeout: 6 * 60,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: "QueuesDeadLetters.Arn", maxReceiveCount: 5 },
    });
    const consumer = demo.ofType("AWS::Lambda::Function")["ConsumerFunction"];
    expect(consumer?.Properties["Timeout"]).toBe(60);
  });

  it("dead letters wait fourteen days, and come from the events queue alone", () => {
    expect(demo.written(queues()["QueuesDeadLetters"]?.Properties)).toEqual({
      MessageRetentionPeriod: 14 * 24 * 3600,
      VisibilityTimeout: 6 * 60,
      SqsManagedSseEnabled: true,
      RedriveAllowPolicy: {
        redrivePermission: "byQueue",
        sourceQueueArns: ["arn:aws:sqs:ap-southeast-1:111122223333:tributary-demo-events"],
      },
    });
  });

  it("candidates wait as long, hidden for six times their function's timeout, five times at most", () => {
    expect(demo.written(queues()["QueuesCandidates"]?.Properties)).toEqual({
      QueueName: "tributary-demo-candidates",
      MessageRetentionPeriod: 4 * 24 * 3600,
      VisibilityTimeout: 6 * 120,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: "QueuesFailedCandidates.Arn", maxReceiveCount: 5 },
    });
    const duplicates = demo.ofType("AWS::Lambda::Function")["DuplicatesFunction"];
    expect(duplicates?.Properties["Timeout"]).toBe(120);
  });

  it("failed candidates are kept apart: no steward could make anything of them in quarantine", () => {
    expect(demo.written(queues()["QueuesFailedCandidates"]?.Properties)).toEqual({
      MessageRetentionPeriod: 14 * 24 * 3600,
      SqsManagedSseEnabled: true,
      RedriveAllowPolicy: {
        redrivePermission: "byQueue",
        sourceQueueArns: ["arn:aws:sqs:ap-southeast-1:111122223333:tributary-demo-candidates"],
      },
    });
  });

  it("are these four", () => {
    expect(Object.keys(queues()).sort()).toEqual([
      "QueuesCandidates",
      "QueuesDeadLetters",
      "QueuesEvents",
      "QueuesFailedCandidates",
    ]);
  });

  it("are no FIFO queues: order does not matter, and groups make a standard queue fair", () => {
    expect(JSON.stringify(queues())).not.toContain("Fifo");
  });

  it("refuse whoever comes without TLS", () => {
    const policies = Object.values(demo.ofType("AWS::SQS::QueuePolicy"));
    expect(policies).toHaveLength(4);
    for (const { Properties } of policies) {
      expect(statementsOf(Properties["PolicyDocument"], demo)).toMatchObject([
        { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ]);
    }
  });
});

describe("the tenant's key", () => {
  const key = () => demo.ofType("AWS::KMS::Key")["TenantKey"]?.Properties;

  it("is one, and turns over by itself", () => {
    expect(Object.keys(demo.ofType("AWS::KMS::Key"))).toEqual(["TenantKey"]);
    expect(key()).toMatchObject({ EnableKeyRotation: true });
  });

  it("waits for thirty days in production before it is gone, for seven in a trial", () => {
    const days = (of: TenantTemplates) =>
      of.ofType("AWS::KMS::Key")["TenantKey"]?.Properties["PendingWindowInDays"];
    expect([days(acme), days(demo)]).toEqual([30, 7]);
  });

  // AWS forces these: in a key's policy `*` is the key itself, and without the account's own
  // `kms:*` nobody could ever administer it, and no role's policy would count.
  it("trusts the account, its logs and its alarms, each for their own use", () => {
    const statements = statementsOf(key()?.["KeyPolicy"], demo);
    expect(statements).toMatchObject([
      { Action: ["kms:*"], Principal: { AWS: "arn:aws:iam::111122223333:root" } },
      {
        Principal: { Service: "logs.ap-southeast-1.amazonaws.com" },
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn":
              "arn:aws:logs:ap-southeast-1:111122223333:log-group:tributary-demo-app-*",
          },
        },
      },
      {
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: {
            "aws:SourceArn":
              "arn:aws:cloudwatch:ap-southeast-1:111122223333:alarm:tributary-demo-app-*",
          },
        },
      },
    ]);
    const others = statements.slice(1).flatMap(({ Action }) => Action);
    expect(others.filter((action) => action.includes("*"))).toEqual([]);
  });
});
