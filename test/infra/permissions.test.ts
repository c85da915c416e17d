/** Who may do what: the whole of it, written out. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  channelsById,
  rolesOf,
  type Statement,
  synthesise,
  type TenantTemplates,
} from "./templates.ts";

let demo: TenantTemplates;
let roles: Record<string, Statement[]>;

beforeAll(async () => {
  const templatesOf = await synthesise("demo");
  demo = templatesOf("demo");
  roles = rolesOf(demo);
});

/** Resource → actions, without their service's name. */
function granted(role: string, service: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { Effect, Action, Resource } of roles[role] ?? []) {
    const actions = Action.filter((action) => action.startsWith(`${service}:`));
    if (Effect !== "Allow" || actions.length === 0) continue;
    for (const resource of Resource) {
      const short = resource.replace(/\.Arn$/, "").replace(/^Tables|^Queues/, "");
      found[short] = [...(found[short] ?? []), ...actions.map((name) => name.split(":")[1] ?? "")];
    }
  }
  return found;
}

const parameters = (...names: string[]) =>
  names.map((name) => `arn:aws:ssm:ap-southeast-1:111122223333:parameter/tributary/demo/${name}`);

/** Role → channel. */
const webhooks = Object.fromEntries(
  Object.entries(channelsById("demo")).map(([id, { name }]) => [`${id}Role`, name]),
);

describe("the roles", () => {
  it("are these and no others", () => {
    expect(Object.keys(roles).sort()).toEqual(
      [
        ...Object.keys(webhooks),
        "ConsumerRole",
        "QuarantineRole",
        "DuplicatesRole",
        "StaffApiRole",
        "PagesRole",
        "ExpiryRole",
        "ExpirySchedulerRole",
        "InspectionRole",
        "InspectionSchedulerRole",
        "ErasureRole",
        "ErasureSchedulerRole",
        "AuditDigestRole",
        "AuditDigestSchedulerRole",
        "FetchRole",
        "FetchSchedulerRole",
        "MetricsRole",
        "MetricsSchedulerRole",
      ].sort(),
    );
  });

  it("hold nothing but inline policies: no managed policy brings rights that nobody wrote down", () => {
    const written = JSON.stringify([
      demo.ofType("AWS::IAM::Role"),
      demo.ofType("AWS::IAM::Policy"),
      demo.ofType("AWS::IAM::ManagedPolicy"),
    ]);
    expect(written).not.toContain("ManagedPolicyArns");
    expect(demo.ofType("AWS::IAM::Policy")).toEqual({});
    expect(demo.ofType("AWS::IAM::ManagedPolicy")).toEqual({});
  });

  it("can each be taken on by one service", () => {
    for (const [name, { Properties }] of Object.entries(demo.ofType("AWS::IAM::Role"))) {
      const document = demo.written(Properties["AssumeRolePolicyDocument"]);
      const service = name.endsWith("SchedulerRole") ? "scheduler" : "lambda";
      expect(document).toMatchObject({
        Statement: [
          { Action: "sts:AssumeRole", Principal: { Service: `${service}.amazonaws.com` } },
        ],
      });
    }
  });
});

describe("tables", () => {
  it.each(Object.keys(webhooks))("%s reaches none: the edge does no database work", (role) => {
    expect(granted(role, "dynamodb")).toEqual({});
  });

  /** What deciding who is who takes, wherever it happens. */
  const engine = {
    Index: ["BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
    Events: ["GetItem", "BatchGetItem", "PutItem"],
    "Events.Arn/index/by-person": ["Query"],
    People: ["BatchGetItem", "PutItem", "UpdateItem", "ConditionCheckItem"],
    Keys: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"],
    Reviews: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"],
  };

  it("the consumer reads and writes who is who, and takes away what says nothing true any more", () => {
    const { Quality, ...others } = granted("ConsumerRole", "dynamodb");
    expect(others).toEqual(engine);
    expect(Quality).toEqual(["UpdateItem"]);
  });

  it("neither of the two who write persons can delete one, or one of their events", () => {
    for (const role of ["ConsumerRole", "StaffApiRole"]) {
      const { Events = [], People = [] } = granted(role, "dynamodb");
      expect([...Events, ...People]).not.toContain("DeleteItem");
      expect(Events).not.toContain("UpdateItem");
    }
  });

  it("the lane of duplicates reads persons, asks reviews, and sees no event", () => {
    expect(granted("DuplicatesRole", "dynamodb")).toEqual({
      Index: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
      People: ["BatchGetItem"],
      Keys: ["BatchGetItem"],
      Reviews: ["BatchGetItem", "UpdateItem"],
    });
  });

  it("the quarantine keeps deliveries and makes the keys of their days, and reads no review", () => {
    expect(granted("QuarantineRole", "dynamodb")).toEqual({
      Reviews: ["PutItem"],
      Keys: ["GetItem", "PutItem"],
    });
  });

  it("the staff API carries out what staff decide, and lists what waits for them", () => {
    expect(granted("StaffApiRole", "dynamodb")).toEqual({
      ...engine,
      "Reviews.Arn/index/by-kind": ["Query"],
      Audit: ["Query", "PutItem"],
      Quality: ["GetItem", "Query", "PutItem"],
      Privacy: ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
      "Privacy.Arn/index/by-due": ["Query"],
    });
  });

  it("the audit is reached by those who tell it something and who sign it, and deleted from by nobody", () => {
    const reaching = Object.keys(roles).filter((role) => "Audit" in granted(role, "dynamodb"));
    expect(reaching.sort()).toEqual(["AuditDigestRole", "ErasureRole", "StaffApiRole"]);
    expect(granted("AuditDigestRole", "dynamodb")).toEqual({ Audit: ["Query", "PutItem"] });
    expect(granted("AuditDigestRole", "sqs")).toEqual({});
  });

  it("the expiry lists reviews and deletes, and reads neither content nor keys", () => {
    expect(granted("ExpiryRole", "dynamodb")).toEqual({
      Reviews: ["DeleteItem"],
      "Reviews.Arn/index/by-kind": ["Query"],
      Keys: ["DeleteItem"],
    });
  });

  it("who measures reads counters and how much waits, and reaches no person, event or key", () => {
    expect(granted("MetricsRole", "dynamodb")).toEqual({
      Quality: ["GetItem", "Query", "PutItem", "UpdateItem"],
      "Reviews.Arn/index/by-kind": ["Query"],
      "Privacy.Arn/index/by-due": ["Query"],
    });
    expect(granted("MetricsRole", "sqs")).toEqual({});
  });

  it("the inspection reads all people and events, and writes nothing but counters and its own progress", () => {
    expect(granted("InspectionRole", "dynamodb")).toEqual({
      People: ["Scan", "BatchGetItem"],
      Keys: ["BatchGetItem"],
      Events: ["BatchGetItem"],
      "Events.Arn/index/by-person": ["Query"],
      Quality: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
    });
    expect(granted("InspectionRole", "sqs")).toEqual({});
  });

  it("the fetching of data lists what waits, opens it and closes it, and sees no person", () => {
    expect(granted("FetchRole", "dynamodb")).toEqual({
      Reviews: ["GetItem", "UpdateItem"],
      "Reviews.Arn/index/by-kind": ["Query"],
      Keys: ["GetItem"],
    });
  });
});

describe("queues", () => {
  it.each(Object.keys(webhooks))("%s sends events and receives none", (role) => {
    expect(granted(role, "sqs")).toEqual({ Events: ["SendMessage"] });
  });

  it("the consumer drains events, sends again what has to wait, and names who should be compared", () => {
    expect(granted("ConsumerRole", "sqs")).toEqual({
      Events: ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes", "SendMessage"],
      Candidates: ["SendMessage"],
    });
  });

  it("the lane of duplicates drains the candidates and sends nothing", () => {
    expect(granted("DuplicatesRole", "sqs")).toEqual({
      Candidates: ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"],
    });
  });

  it("the quarantine drains the dead letters and sends nothing", () => {
    expect(granted("QuarantineRole", "sqs")).toEqual({
      DeadLetters: ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"],
    });
  });

  it("the staff API sends replays and whom to compare anew, the expiry touches no queue", () => {
    expect(granted("StaffApiRole", "sqs")).toEqual({
      Events: ["SendMessage"],
      Candidates: ["SendMessage"],
    });
    expect(granted("ExpiryRole", "sqs")).toEqual({});
  });

  it("the fetching of data sends events and receives none", () => {
    expect(granted("FetchRole", "sqs")).toEqual({ Events: ["SendMessage"] });
  });
});

describe("parameters", () => {
  const readable = (role: string): string[] => Object.keys(granted(role, "ssm"));

  it.each(Object.entries(webhooks))(
    "%s reads the secret of %s and the queue's key",
    (role, name) => {
      expect(readable(role)).toEqual(parameters(`channels/${name}`, "keys/queue"));
    },
  );

  it("each other function reads the keys of its purposes, and no channel's secret", () => {
    const all = parameters(
      "keys/queue",
      "keys/person",
      "keys/index",
      "keys/event",
      "keys/quarantine",
    );
    expect(readable("ConsumerRole")).toEqual(all);
    expect(readable("StaffApiRole")).toEqual([...all, ...parameters("keys/opendsr")]);
    expect(readable("QuarantineRole")).toEqual(parameters("keys/queue", "keys/quarantine"));
    expect(readable("DuplicatesRole")).toEqual(parameters("keys/person", "keys/index"));
    expect(readable("InspectionRole")).toEqual(
      parameters("keys/queue", "keys/event", "keys/person"),
    );
    expect(readable("ExpiryRole")).toEqual([]);
    expect(readable("MetricsRole")).toEqual(parameters("keys/queue", "keys/event"));
  });

  it("the key that signs the audit is read by one function, which reads nothing else", () => {
    expect(readable("AuditDigestRole")).toEqual(parameters("keys/audit"));
    for (const role of Object.keys(roles)) {
      if (role !== "AuditDigestRole") expect(readable(role).join(), role).not.toMatch(/audit/);
    }
  });

  it("the fetching of data alone reads access tokens, those of its channels, and no secret", () => {
    expect(readable("FetchRole")).toEqual(
      parameters(
        "keys/queue",
        "keys/quarantine",
        "tokens/meta-lead-ads",
        "tokens/linkedin-lead-gen",
        "tokens/eventbrite",
      ),
    );
    for (const role of Object.keys(roles)) {
      if (role === "FetchRole") continue;
      expect(readable(role).join(), role).not.toContain("/tokens/");
    }
  });

  it("are only ever read: no function can put one", () => {
    for (const role of Object.keys(roles)) {
      const actions = Object.values(granted(role, "ssm")).flat();
      expect(actions.filter((action) => action !== "GetParameters")).toEqual([]);
    }
  });
});

describe("topics", () => {
  it("are published to by who measures alone, and only that one", () => {
    const publishing = Object.keys(roles).filter(
      (role) => Object.keys(granted(role, "sns")).length > 0,
    );
    expect(publishing).toEqual(["MetricsRole"]);
    expect(granted("MetricsRole", "sns")).toEqual({ MetricsTopic: ["Publish"] });
  });
});

describe("the tenant's key", () => {
  const conditions = (role: string): unknown[] =>
    (roles[role] ?? [])
      .filter(({ Action }) => Action.some((action) => action.startsWith("kms:")))
      .map(({ Action, Condition }) => ({ Action, Condition }));

  it.each(Object.entries(webhooks))(
    "opens for %s two parameters and nothing else",
    (role, name) => {
      expect(conditions(role)).toEqual([
        {
          Action: ["kms:Decrypt"],
          Condition: {
            StringEquals: {
              "kms:ViaService": "ssm.ap-southeast-1.amazonaws.com",
              "kms:EncryptionContext:PARAMETER_ARN": parameters(`channels/${name}`, "keys/queue"),
            },
          },
        },
      ]);
    },
  );

  it("opens the tables only through DynamoDB, and for the expiry no parameter", () => {
    const throughDynamoDb = {
      StringEquals: { "kms:ViaService": "dynamodb.ap-southeast-1.amazonaws.com" },
    };
    const expiry = conditions("ExpiryRole");
    expect(expiry).toHaveLength(1);
    expect(expiry).toMatchObject([{ Condition: throughDynamoDb }]);
    const others = [
      "ConsumerRole",
      "StaffApiRole",
      "QuarantineRole",
      "DuplicatesRole",
      "InspectionRole",
      "AuditDigestRole",
      "FetchRole",
    ];
    for (const role of others) {
      expect(conditions(role)).toHaveLength(2);
      expect(conditions(role)[1]).toMatchObject({ Condition: throughDynamoDb });
    }
  });

  it("opens for who measures parameters, tables, and the topic through SNS", () => {
    const services = ["ssm", "dynamodb", "sns"];
    expect(conditions("MetricsRole")).toMatchObject(
      services.map((service) => ({
        Condition: {
          StringEquals: { "kms:ViaService": `${service}.ap-southeast-1.amazonaws.com` },
        },
      })),
    );
  });

  it("is never used by a role without a condition", () => {
    for (const [role, statements] of Object.entries(roles)) {
      for (const { Action, Condition } of statements) {
        if (!Action.some((action) => action.startsWith("kms:"))) continue;
        expect(Condition, role).toHaveProperty(["StringEquals", "kms:ViaService"]);
      }
    }
  });
});

describe("wildcards", () => {
  it("no role has one, in an action or in a resource", () => {
    const wild = Object.entries(roles).flatMap(([role, statements]) =>
      statements
        .filter(({ Action, Resource }) =>
          [...Action, ...Resource].some((word) => word.includes("*")),
        )
        .map((statement) => ({ role, statement })),
    );
    expect(wild).toEqual([]);
  });

  it("logs alone go to names that Lambda chooses: the streams of a function's own group", () => {
    for (const [role, statements] of Object.entries(roles)) {
      if (role.endsWith("SchedulerRole")) continue;
      const group = role in webhooks ? "EdgeLogs" : role.replace(/Role$/, "Logs");
      // `.Arn` of a log group is written with `:*` at its end, and means its streams.
      expect(granted(role, "logs")).toEqual({ [group]: ["CreateLogStream", "PutLogEvents"] });
      expect(statements.length > 1, role).toBe(role !== "PagesRole");
    }
  });

  it("the pages may write their log and nothing else: what they show, the API is asked", () => {
    expect(roles["PagesRole"]).toHaveLength(1);
    expect(granted("PagesRole", "logs")).not.toEqual({});
  });

  it.each(["Expiry", "Inspection", "AuditDigest", "Fetch", "Metrics"])(
    "the scheduler may invoke one function, in the role for %s",
    (name) => {
      expect(roles[`${name}SchedulerRole`]).toMatchObject([
        { Action: ["lambda:InvokeFunction"], Resource: [`${name}Function.Arn`] },
      ]);
    },
  );
});
