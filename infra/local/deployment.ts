/** What the template says must run: tables, queues, functions, and what calls them. */
import { join } from "node:path";
import * as z from "zod";
import { type LocalResource, type Templates } from "./template.ts";

const Name = z.string();

const Table = z.object({
  KeySchema: z.array(z.unknown()),
  AttributeDefinitions: z.array(z.unknown()),
  GlobalSecondaryIndexes: z
    .array(z.looseObject({ IndexName: Name, KeySchema: z.unknown(), Projection: z.unknown() }))
    .default([]),
  TimeToLiveSpecification: z.object({ AttributeName: Name, Enabled: z.boolean() }).optional(),
});
const Queue = z.object({
  VisibilityTimeout: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() })
    .optional(),
});
const Function = z.object({
  Code: z.object({ S3Key: z.string() }),
  Environment: z
    .object({ Variables: z.record(z.string(), z.string()) })
    .prefault({ Variables: {} }),
  Timeout: z.number().default(3),
});
const Integration = z.object({ IntegrationUri: z.string() });
const Route = z.object({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(["NONE", "JWT"]).default("NONE"),
  AuthorizerId: z.string().optional(),
});
const Authorizer = z.object({
  JwtConfiguration: z.object({ Audience: z.array(z.string()).min(1) }),
});
const Mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number().default(10),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
});
const Schedule = z.object({
  ScheduleExpression: z.string(),
  Target: z.object({ Arn: z.string() }),
});

export interface LocalFunction {
  name: string;
  /** Path of the bundle. */
  file: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
}
export type LocalTable = { name: string } & z.infer<typeof Table>;
export type LocalQueue = { name: string } & z.infer<typeof Queue>;
export interface LocalRoute {
  /** Such as `POST /webhooks/website`. */
  key: string;
  functionName: string;
  /** For whom its callers' tokens have to be; undefined: anybody may come. */
  audience: readonly string[] | undefined;
}
export interface LocalMapping {
  queueName: string;
  functionName: string;
  batchSize: number;
  windowSeconds: number;
  partialFailures: boolean;
  concurrencyMax: number;
}
export interface LocalSchedule {
  name: string;
  expression: string;
  functionName: string;
}

export interface Deployment {
  tables: LocalTable[];
  queues: LocalQueue[];
  functions: LocalFunction[];
  routes: LocalRoute[];
  mappings: LocalMapping[];
  schedules: LocalSchedule[];
}

/** What a queue's name may have, and the least of all embedded parts. */
const nameLengthMax = 80;
/** With it the CDK tells logical ids apart. */
const hashLength = 8;

/** Names a resource for the embedded parts, which allow neither slashes nor much length. */
export function physicalName({ name }: Pick<LocalResource, "name">): string {
  const whole = name.replace("/", "-");
  if (whole.length <= nameLengthMax) return whole;
  return whole.slice(0, nameLengthMax - hashLength) + whole.slice(-hashLength);
}

/** For a person's eyes: `tributary-demo-app-ExpiryFunction1A2B3C4D` is `ExpiryFunction`. */
export function shortName(physical: string): string {
  return physical.replace(/^tributary-.*?-(app|data)-/, "").replace(/[0-9A-F]{8}$/, "");
}

/** The last part of an ARN, or of an integration's target, is the physical name. */
export const nameInArn = (arn: string): string => arn.split(/[:/]/).at(-1) ?? "";

export function readDeployment({ resources, resolve, assetFolder }: Templates): Deployment {
  const all = <Schema extends z.ZodType>(type: string, schema: Schema) =>
    resources
      .filter((resource) => resource.type === type)
      .map((resource) => ({
        name: physicalName(resource),
        ...(schema.parse(resolve(pick(resource, schema), resource.stack)) as z.output<Schema> &
          object),
      }));

  const functionBehind = lookup(
    all("AWS::ApiGatewayV2::Integration", Integration),
    ({ IntegrationUri }) => nameInArn(IntegrationUri),
  );
  const audienceOf = lookup(
    all("AWS::ApiGatewayV2::Authorizer", Authorizer),
    ({ JwtConfiguration }) => JwtConfiguration.Audience,
  );
  return {
    tables: all("AWS::DynamoDB::Table", Table),
    queues: all("AWS::SQS::Queue", Queue),
    functions: all("AWS::Lambda::Function", Function).map(
      ({ name, Code, Environment, Timeout }) => ({
        name,
        file: join(assetFolder(Code.S3Key.replace(/\.zip$/, "")), "index.mjs"),
        environment: Environment.Variables,
        timeoutSeconds: Timeout,
      }),
    ),
    routes: all("AWS::ApiGatewayV2::Route", Route).map(
      ({ RouteKey, Target, AuthorizationType, AuthorizerId = "" }) => ({
        key: RouteKey,
        functionName: functionBehind(nameInArn(Target)),
        audience: AuthorizationType === "JWT" ? audienceOf(AuthorizerId) : undefined,
      }),
    ),
    mappings: all("AWS::Lambda::EventSourceMapping", Mapping).map((mapping) => ({
      queueName: nameInArn(mapping.EventSourceArn),
      functionName: nameInArn(mapping.FunctionName),
      batchSize: mapping.BatchSize,
      windowSeconds: mapping.MaximumBatchingWindowInSeconds,
      partialFailures: mapping.FunctionResponseTypes.includes("ReportBatchItemFailures"),
      concurrencyMax: mapping.ScalingConfig?.MaximumConcurrency ?? 2,
    })),
    schedules: all("AWS::Scheduler::Schedule", Schedule).map(
      ({ name, ScheduleExpression, Target }) => ({
        name,
        expression: ScheduleExpression,
        functionName: nameInArn(Target.Arn),
      }),
    ),
  };
}

/** What a route refers to, by its physical name. Throws where the template has no such thing. */
function lookup<Named extends { name: string }, Value>(
  all: readonly Named[],
  valueOf: (found: Named) => Value,
): (name: string) => Value {
  const byName = new Map(all.map((each) => [each.name, valueOf(each)]));
  return (name) => {
    const value = byName.get(name);
    if (value === undefined) throw new Error(`the template has no ${name}`);
    return value;
  };
}

/** Only the properties that matter here are resolved: the others may refer to what is not embedded. */
function pick(resource: LocalResource, schema: z.ZodType): Record<string, unknown> {
  const wanted = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return Object.fromEntries(
    wanted.flatMap((key) => (key in resource.properties ? [[key, resource.properties[key]]] : [])),
  );
}
