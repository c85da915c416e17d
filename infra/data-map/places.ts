/** Which places a tenant really has: in its templates, in its parameter store, on a machine. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type App, CfnResource, Stack } from "aws-cdk-lib";
import * as z from "zod";
import { keyPurposes } from "#shared/vault/key-material.ts";
import { AppStack } from "../app-stack.ts";
import { DataStack } from "../data-stack.ts";
import { askingChannels } from "../fetch.ts";
import { stateNames } from "../local/state.ts";
import { channelsInUse, type Tenant } from "../tenant.ts";

export interface Place {
  /** As declarations name it. */
  path: string;
  /** CloudFormation's type; undefined where no template makes it. */
  type?: string;
  /** `<stack>/<logical id>`. */
  resource?: string;
  /** By itself, in days; undefined = the service deletes nothing. */
  expiresAfterDays?: number | "by row";
  /** How far back a copy can be taken out of, in days. */
  recoveryDays?: number;
}

/** Types that can hold what somebody said. */
const storing: Readonly<Record<string, (properties: unknown) => Partial<Place>>> = {
  "AWS::DynamoDB::Table": (properties) => {
    const { TimeToLiveSpecification: ttl, PointInTimeRecoverySpecification: recovery } =
      TableProperties.parse(properties);
    return {
      ...(ttl?.Enabled && { expiresAfterDays: "by row" }),
      ...(recovery?.PointInTimeRecoveryEnabled && { recoveryDays: recovery.RecoveryPeriodInDays }),
    };
  },
  "AWS::SQS::Queue": (properties) => ({
    expiresAfterDays: QueueProperties.parse(properties).MessageRetentionPeriod / secondsPerDay,
  }),
  "AWS::Logs::LogGroup": (properties) => {
    const { RetentionInDays } = LogGroupProperties.parse(properties);
    return RetentionInDays === undefined ? {} : { expiresAfterDays: RetentionInDays };
  },
  "AWS::Logs::MetricFilter": () => ({}),
  "AWS::SNS::Topic": () => ({}),
};

const secondsPerDay = 24 * 60 * 60;

const TableProperties = z.object({
  TimeToLiveSpecification: z.object({ Enabled: z.boolean() }).optional(),
  PointInTimeRecoverySpecification: z
    .object({
      PointInTimeRecoveryEnabled: z.boolean(),
      // What DynamoDB takes where nothing is said.
      RecoveryPeriodInDays: z.int().default(35),
    })
    .optional(),
});
const QueueProperties = z.object({
  // What SQS takes where nothing is said.
  MessageRetentionPeriod: z.int().default(4 * secondsPerDay),
});
const LogGroupProperties = z.object({ RetentionInDays: z.int().optional() });

/** Types that hold nothing: what runs, who may, and how it is looked at. Any other has to be judged. */
const inert = new Set([
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Authorizer",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::Stage",
  "AWS::CDK::Metadata",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::IAM::Role",
  "AWS::KMS::Alias",
  "AWS::KMS::Key",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::SNS::Subscription",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
  "AWS::Scheduler::Schedule",
]);

export const isJudged = (type: string): boolean => inert.has(type) || Object.hasOwn(storing, type);

/** All of an app's stacks, those of no tenant included: nothing that is deployed stays unjudged. */
export function stacksOf(app: App): Stack[] {
  return app.node.children.filter((child) => Stack.isStack(child));
}

export function tenantOf(stack: Stack): Tenant | undefined {
  return stack instanceof DataStack || stack instanceof AppStack ? stack.tenant : undefined;
}

const Template = z.object({
  Resources: z
    .record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() }))
    .default({}),
});

/** What a synthesised stack consists of, but for what is known to hold nothing. */
export function placesIn(stack: Stack, folder: string): Place[] {
  const text = readFileSync(join(folder, stack.templateFile), "utf8");
  const { Resources } = Template.parse(JSON.parse(text));
  return resourcePaths(stack).flatMap(({ path, id }) => {
    const resource = Resources[id];
    if (resource === undefined || inert.has(resource.Type)) return [];
    const { Type: type, Properties: properties = {} } = resource;
    return { path, type, resource: `${stack.stackName}/${id}`, ...storing[type]?.(properties) };
  });
}

function resourcePaths(stack: Stack): { path: string; id: string }[] {
  return stack.node.findAll().flatMap((node) => {
    if (!CfnResource.isCfnResource(node)) return [];
    const path = node.node.path.slice(stack.node.path.length + 1).replace(/\/Resource$/, "");
    return { path, id: z.string().parse(stack.resolve(node.logicalId)) };
  });
}

/** How the folder of an embedded run is called here. */
export const stateFolder = "STATE_DIR/";

/** What is no resource of a template: parameters are put outside of all, files are on one machine. */
export function placesBeside(tenant: Tenant): Place[] {
  const parameters = [
    ...keyPurposes.map((purpose) => `keys/${purpose}`),
    ...channelsInUse(tenant).map(({ channel }) => `channels/${channel.name}`),
    ...askingChannels(tenant).map(({ name }) => `tokens/${name}`),
  ];
  return [
    ...parameters.map((name) => ({ path: `parameters/${name}` })),
    ...stateNames.map((name) => ({ path: `${stateFolder}${name}` })),
  ];
}
