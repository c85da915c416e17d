/** The deployed entry: binds the environment and the clock to the staff API. */
import { SQSClient } from "@aws-sdk/client-sqs";
import { ApiEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import { log } from "#shared/lambda/log.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { TenantSlice } from "#shared/lambda/tenant.ts";
import tenant from "#tenant" with { type: "json" };
import { createApi } from "./handler.ts";

const environment = readEnvironment(ApiEnvironment);
const random = pooledRandom();
const client = new SQSClient({});

export const handler = createApi({
  tenant: TenantSlice.parse(tenant),
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: environment.tables,
    purposes: ["queue", "person", "quarantine", "index", "event", "opendsr"],
  }),
  queue: { client, url: environment.EVENTS_QUEUE_URL },
  candidates: { client, url: environment.CANDIDATES_QUEUE_URL },
  publicBaseUrl: environment.PUBLIC_BASE_URL,
  now: () => new Date(),
  newId: () => personId(Date.now(), random(10)),
  jitter: () => random(4).readUInt32BE() / 2 ** 32,
  log,
});
