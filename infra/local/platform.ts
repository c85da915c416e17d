/** The embedded platform: the synthesised stacks of one tenant, running on this machine. */
import { randomBytes } from "node:crypto";
import { parameterPrefix } from "../permissions.ts";
import { channelsInUse, clientIdOf, readTenant, type Tenant, unconfirmedNotes } from "../tenant.ts";
import { createClock } from "./clock.ts";
import type { Deployment, LocalFunction } from "./deployment.ts";
import { createTables, forgetTables, reachDynamoDb, startDynamoDb } from "./dynamodb.ts";
import { startGateway } from "./gateway.ts";
import { createIssuer, issuerPath } from "./issuer/issuer.ts";
import { openSigningKey } from "./issuer/signing-key.ts";
import { readParameterFiles } from "./parameter-files.ts";
import { startParameterStore } from "./parameter-store.ts";
import { startPoller } from "./poller.ts";
import { createRuntime } from "./runtime.ts";
import { type Published, startSns } from "./sns.ts";
import { startSqs } from "./sqs.ts";
import { openState, type State } from "./state.ts";
import { createStops, type Stops } from "./stops.ts";
import { synthesise } from "./synthesis.ts";
import { keepTime } from "./timekeeper.ts";

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
  deployment: Deployment;
  /** By channel: what a provider would show or ask for. */
  secretsFile: string;
  /** What is off, and why: for the person at the terminal. */
  notes: readonly string[];
  /** Finishes what is in hand; everything else is remembered. */
  stop(): Promise<void>;
}

/** What is not through by then has failed, and waits to be tried again. */
const drainedMsMax = 10_000;

/** Throws a StartError or a TenantFileError where something has to be put right first. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { folder, fresh = false } = options;
  const tenant = readTenant(options.tenant);
  const state = openState({ folder, tenant: tenant.tenant, fresh });
  const stops = createStops();
  stops.add("state", state.release);
  try {
    return await startAll({ options, tenant, state, stops });
  } catch (error) {
    await stops.run();
    throw error;
  }
}

interface Starting {
  options: PlatformOptions;
  tenant: Tenant;
  state: State;
  stops: Stops;
}

async function startAll(starting: Starting): Promise<Platform> {
  const { options, tenant, state, stops } = starting;
  const { tenant: name, region } = tenant;
  // What a person may have to put right comes first, before anything that takes time.
  const gateway = await startGateway({ port: options.port });
  stops.add("gateway", gateway.stop);
  const { baseUrl } = gateway;
  const signingKey = await openSigningKey(state.path("oidc.json"));
  const { sqs, sns, tables, parameters } = await startParts(starting);
  const { endpoint } = sqs;
  const folder = state.path("cdk.out");
  const deployment = await synthesise(name, { folder, region, queueEndpoint: endpoint, baseUrl });
  // Keys that are made anew could not read what other keys sealed.
  if (options.fresh) await forgetTables(deployment.tables, tables);
  await createTables(deployment.tables, tables);
  await sqs.openQueues(deployment.queues);

  const clock = createClock(state.saved.clockAheadMs);
  const issuer = createIssuer({
    issuer: `${baseUrl}${issuerPath}`,
    clientId: clientIdOf(tenant.oidc),
    audience: tenant.oidc.audience,
    redirectUris: [`${baseUrl}/pages/signed-in`],
    signingKey,
    clock,
    random: randomBytes,
  });
  const runtime = createRuntime({
    functions: deployment.functions,
    environmentOf: environmentOf({ region, baseUrl, tables, sqs: endpoint, sns, parameters }),
    clock: clock.shared,
    onLine: options.onLine,
  });
  stops.add("functions", runtime.stop);
  const pollers = deployment.mappings.map((mapping) =>
    startPoller(mapping, { endpoint, region, runtime }),
  );
  stops.add("pollers", async () => {
    await Promise.all(pollers.map((poller) => poller.stop()));
  });
  const { schedules } = deployment;
  const queues = deployment.mappings.map(({ queueName }) => queueName);
  const drained = () => sqs.drained(queues, drainedMsMax);
  const timekeeper = keepTime({ schedules, runtime, clock, state, drained });
  stops.add("timekeeper", timekeeper.stop);
  gateway.open({
    routes: deployment.routes,
    runtime,
    verify: issuer.verify,
    control: async (asked) => (await timekeeper.control(asked)) ?? issuer.control(asked),
  });
  const secretsFile = state.path("secrets.json");
  const notes = [...unconfirmedNotes(tenant).values()];
  return { baseUrl, deployment, secretsFile, notes, stop: stops.run };
}

/** What the functions talk to. */
async function startParts({ options, tenant, state, stops }: Starting) {
  const parameters = await startParameterStore(
    readParameterFiles({
      secretsFile: state.path("secrets.json"),
      keysFile: state.path("keys.json"),
      tokensFile: state.path("tokens.json"),
      channels: channelsInUse(tenant),
      prefix: parameterPrefix(tenant.tenant),
      random: randomBytes,
    }),
  );
  stops.add("parameters", parameters.stop);
  const sqs = await startSqs(tenant.region, state.path("sqs"));
  stops.add("queues", sqs.stop);
  const sns = await startSns((published) => options.onLine(lineOf(published)));
  stops.add("topics", sns.stop);
  const tables = await openTables(options, { state, stops });
  return { tables, sqs, sns: sns.endpoint, parameters: parameters.endpoint };
}

/** What people are told is told here: one line, whatever its own lines are. */
const lineOf = ({ subject, message }: Published): string =>
  JSON.stringify({ channel: "message", outcome: subject, reason: message.split("\n").join("  ") });

/** Answers the endpoint of the table service. */
async function openTables(
  { dynamoDbEndpoint, onLine }: PlatformOptions,
  { state, stops }: Pick<Starting, "state" | "stops">,
): Promise<string> {
  if (dynamoDbEndpoint !== undefined) {
    await reachDynamoDb(dynamoDbEndpoint, 2_000);
    return dynamoDbEndpoint;
  }
  const { endpoint, ended, stop } = await startDynamoDb(state.path("dynamodb.sqlite"));
  let stopping = false;
  stops.add("tables", () => {
    stopping = true;
    return stop();
  });
  const said = { outcome: "crashed", part: "the embedded DynamoDB", next: "start again" };
  void ended.then(() => stopping || onLine(JSON.stringify(said)));
  return endpoint;
}

interface Endpoints {
  region: string;
  baseUrl: string;
  tables: string;
  sqs: string;
  sns: string;
  parameters: string;
}

/** The template's variables, with the addresses of this machine. */
function environmentOf({ region, baseUrl, ...endpoints }: Endpoints) {
  return ({ environment }: LocalFunction): Record<string, string> => ({
    ...environment,
    ...(environment["PUBLIC_BASE_URL"] !== undefined && { PUBLIC_BASE_URL: baseUrl }),
    ...(environment["OIDC_ISSUER"] !== undefined && { OIDC_ISSUER: `${baseUrl}${issuerPath}` }),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.tables,
    AWS_ENDPOINT_URL_SNS: endpoints.sns,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SSM: endpoints.parameters,
  });
}
