/** The deployed entry: binds the environment, the clock and randomness to the erasure. */
import { SQSClient } from "@aws-sdk/client-sqs";
import { copiesDays } from "#shared/domain/privacy/certificate.ts";
import { ErasureEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { outside } from "#shared/lambda/post-out.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { TenantSlice } from "#shared/lambda/tenant.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import tenant from "#tenant" with { type: "json" };
import { createErasure } from "./handler.ts";

const environment = readEnvironment(ErasureEnvironment);
const { policy, privacy, retention } = TenantSlice.parse(tenant);

export const handler = createErasure({
  tenant: environment.TENANT,
  policy,
  privacy,
  inactiveDays: retention.inactiveDays,
  windows: copiesDays(retention),
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: environment.tables,
    purposes: ["person", "index", "event", "certificate", "opendsr"],
  }),
  candidates: { client: new SQSClient({}), url: environment.CANDIDATES_QUEUE_URL },
  publicBaseUrl: environment.PUBLIC_BASE_URL,
  reach: outside,
  now: () => new Date(),
  random: pooledRandom(),
  log,
});
