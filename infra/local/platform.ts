/** The embedded platform: the synthesised stacks of one tenant, running on this machine. */
import { createApp } from "../app.ts";
import { appStackName, dataStackName } from "../data-stack.ts";
import { parameterPrefix } from "../permissions.ts";
import { channelsInUse, readTenant, type Tenant } from "../tenant.ts";
import { createClock, type MovableClock, parseStep } from "./clock.ts";
import { type Deployment, physicalName, readDeployment } from "./deployment.ts";
import { createTables, startDynamoDb } from "./dynamodb.ts";
import { startGateway } from "./gateway.ts";
import { type Secrets, startParameterStore } from "./parameter-store.ts";
import { startPoller } from "./poller.ts";
import { createRuntime, type Runtime } from "./runtime.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { type LocalSqs, queueArn, queueUrl, startSqs } from "./sqs.ts";
import { openState, type State } from "./state.ts";
import { type Attribute, localAccount, readTemplates } from "./template.ts";

export interface PlatformOptions {
  tenant: string;
  /** Where everything is remembered. */
  folder: string;
  /** 0 = any free one. */
  port: number;
  /** Forgets what the folder remembers. */
  fresh?: boolean;
  /** A table service to use instead of the embedded one. */
  dynamoDbEndpoint?: string | undefined;
  /** Each line that a function logs. */
  onLine: (line: string) => void;
}

export interface Platform {
  baseUrl: string;
  /** By channel: what a provider would show or ask for. */
  secrets: Secrets;
  deployment: Deployment;
  endpoints: { dynamoDb: string; sqs: string };
  /** Finishes what is in hand; everything else is remembered. */
  stop(): Promise<void>;
}

/** Throws a StartError where something has to be put right first. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { folder, tenant: name, fresh = false } = options;
  const state = openState({ folder, tenant: name, fresh });
  const stops: (() => Promise<void> | void)[] = [() => state.release()];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    return await startAll({ options, state, stops, stopAll });
  } catch (error) {
    await stopAll();
    throw error;
  }
}

interface Starting {
  options: PlatformOptions;
  state: State;
  /** What has been started, to be stopped in reverse. */
  stops: (() => Promise<void> | void)[];
  stopAll: () => Promise<void>;
}

async function startAll({ options, state, stops, stopAll }: Starting): Promise<Platform> {
  const tenant = readTenant(options.tenant);
  const { region } = tenant;
  const { dynamoDb, sqs, parameters } = await startParts({ options, state, tenant });
  stops.push(dynamoDb.stop, sqs.stop, parameters.stop);

  let baseUrl = `http://localhost:${options.port}`;
  const deployment = await synthesise({ options, state, region, sqs, baseUrl });
  await createTables(deployment.tables, dynamoDb.endpoint);
  await sqs.openQueues(deployment.queues);

  const clock = createClock(state.saved.clockAheadMs);
  const runtime = createRuntime({
    functions: deployment.functions,
    environmentOf: ({ environment }) => ({
      ...environment,
      ...(environment["PUBLIC_BASE_URL"] !== undefined && { PUBLIC_BASE_URL: baseUrl }),
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      AWS_ENDPOINT_URL_SSM: parameters.endpoint,
    }),
    clock: clock.shared,
    onLine: options.onLine,
  });
  stops.push(runtime.stop);
  const pollers = deployment.mappings.map((mapping) =>
    startPoller(mapping, { endpoint: sqs.endpoint, region, runtime }),
  );
  stops.push(async () => {
    await Promise.all(pollers.map((poller) => poller.stop()));
  });

  const timekeeper = keepTime({ deployment, runtime, clock, state });
  stops.push(timekeeper.stop);
  const gateway = await startGateway({
    port: options.port,
    routes: deployment.routes,
    runtime,
    control: timekeeper.control,
  });
  stops.push(gateway.stop);
  baseUrl = `http://localhost:${gateway.port}`;
  return {
    baseUrl,
    secrets: parameters.secrets,
    deployment,
    endpoints: { dynamoDb: dynamoDb.endpoint, sqs: sqs.endpoint },
    stop: stopAll,
  };
}

/** What the functions talk to. */
async function startParts({ options, state, tenant }: Parts) {
  const { tenant: name, dynamoDbEndpoint } = options;
  const [dynamoDb, sqs, parameters] = await Promise.all([
    dynamoDbEndpoint === undefined
      ? startDynamoDb(state.path("dynamodb.sqlite"))
      : { endpoint: dynamoDbEndpoint, stop: async () => {} },
    startSqs(tenant.region, state.path("sqs")),
    startParameterStore({
      files: { secretsFile: state.path("secrets.json"), keysFile: state.path("keys.json") },
      prefix: parameterPrefix(name),
      channels: channelsInUse(tenant),
    }),
  ]);
  return { dynamoDb, sqs, parameters };
}

interface Parts {
  options: PlatformOptions;
  state: State;
  tenant: Tenant;
}

interface Synthesis {
  options: PlatformOptions;
  state: State;
  region: string;
  sqs: LocalSqs;
  baseUrl: string;
}

async function synthesise({
  options,
  state,
  region,
  sqs,
  baseUrl,
}: Synthesis): Promise<Deployment> {
  const outdir = state.path("cdk.out");
  const app = await createApp({ tenants: [options.tenant], outdir, forLocalRun: true });
  app.synth();
  const stacks = [dataStackName(options.tenant), appStackName(options.tenant)];
  const attribute = attributesHere({ region, sqs, baseUrl });
  return readDeployment(readTemplates({ folder: outdir, stacks, region, attribute }));
}

/** What stands here for the resources of AWS. */
function attributesHere({
  region,
  sqs,
  baseUrl,
}: Pick<Synthesis, "region" | "sqs" | "baseUrl">): Attribute {
  return (resource, attribute) => {
    const name = physicalName(resource);
    if (resource.type === "AWS::SQS::Queue") {
      return attribute === "Arn" ? queueArn(name, region) : queueUrl(name, sqs.endpoint);
    }
    if (attribute === "ApiEndpoint") return baseUrl;
    return attribute === "Arn" ? `arn:aws:local:${region}:${localAccount}:${name}` : name;
  };
}

interface Time {
  deployment: Deployment;
  runtime: Runtime;
  clock: MovableClock;
  state: State;
}

const tickMs = 60_000;

/** Runs schedules as time passes, and `POST /_local/clock` to make it pass. */
function keepTime({ deployment, runtime, clock, state }: Time) {
  const scheduler: Scheduler = createScheduler(deployment.schedules, runtime);
  let lastMs = clock.now();
  const runDue = async (): Promise<string[]> => {
    const fromMs = lastMs;
    lastMs = clock.now();
    return scheduler.runDue(fromMs, lastMs);
  };
  const timer = setInterval(() => void runDue().catch(() => {}), tickMs);
  timer.unref();
  return {
    stop: () => clearInterval(timer),
    async control(method: string, path: string, body: Buffer): Promise<object | undefined> {
      if (path !== "/_local/clock") return undefined;
      if (method !== "POST") return { now: new Date(clock.now()).toISOString() };
      const stepMs = parseStep(body.toString());
      if (stepMs === undefined) return { problem: "Say how far, such as +20d, +3h or +10m." };
      clock.moveTo(clock.aheadMs() + stepMs);
      state.save({ clockAheadMs: clock.aheadMs() });
      return { ran: await runDue(), now: new Date(clock.now()).toISOString() };
    },
  };
}
