/** The deployed entry: binds the environment, the clock and randomness to the inspection. */
import { InspectionEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { TenantSlice } from "#shared/lambda/tenant.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import tenant from "#tenant" with { type: "json" };
import { createInspection } from "./handler.ts";

const environment = readEnvironment(InspectionEnvironment);

export const handler = createInspection({
  policy: TenantSlice.parse(tenant).policy,
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: environment.tables,
    purposes: ["queue", "event", "person"],
  }),
  now: () => new Date(),
  random: pooledRandom(),
  log,
});
