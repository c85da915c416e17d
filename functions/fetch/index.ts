/** The deployed entry: binds the environment and the clock to the fetching of announced data. */
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { channelsThatAsk } from "#shared/channels/index.ts";
import { FetchEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { TenantSlice } from "#shared/lambda/tenant.ts";
import { createParameters } from "#shared/vault/parameters.ts";
import tenantFile from "#tenant" with { type: "json" };
import { httpsOrigin } from "./ask.ts";
import { createFetch } from "./handler.ts";

const environment = readEnvironment(FetchEnvironment);
const tenant = TenantSlice.parse(tenantFile);
const channels = channelsThatAsk(Object.keys(tenant.channels));

export const handler = createFetch({
  tenant,
  channels,
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: { keys: environment.KEYS_TABLE, reviews: environment.REVIEWS_TABLE },
    purposes: ["queue", "quarantine"],
  }),
  queue: { client: new SQSClient({}), url: environment.EVENTS_QUEUE_URL },
  parameters: createParameters({
    client: new SSMClient({}),
    prefix: environment.PARAMETER_PREFIX,
    names: channels.map(({ name }) => `tokens/${name}`),
    now: Date.now,
  }),
  origin: httpsOrigin,
  now: () => new Date(),
  log,
});
