/** The deployed entry: binds the environment, the clock and randomness to the consumer. */
import { SQSClient } from "@aws-sdk/client-sqs";

import { log } from "#shared/lambda/log.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import { ConsumerEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { TenantSlice } from "#shared/lambda/tenant.ts";
import tenant from "#tenant" with { type: "json" };
import { createConsumer } from "./handler.ts";

const environment = readEnvironment(ConsumerEnvironment);
const { policy } = TenantSlice.parse(tenant);

const client = new SQSClient({});

export const handler = createConsumer({
  policy,
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: environment.tables,
    purposes: ["queue", "person", "quarantine", "index", "event"],
  }),
  queue: { client, url: environment.EVENTS_QUEUE_URL },
  candidates: { client, url: environment.CANDIDATES_QUEUE_URL },
  now: () => new Date(),
  random: pooledRandom(),
  log,
});
