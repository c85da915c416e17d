/** The deployed entry: binds the environment and the clock to the expiry. */
import { QuarantineEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { openDatabase } from "#shared/lambda/open-store.ts";
import { TenantSlice } from "#shared/lambda/tenant.ts";
import tenant from "#tenant" with { type: "json" };
import { createExpire } from "./handler.ts";

const environment = readEnvironment(QuarantineEnvironment);

export const handler = createExpire({
  store: {
    database: openDatabase(),
    tables: { keys: environment.KEYS_TABLE, reviews: environment.REVIEWS_TABLE },
  },
  quarantineDays: TenantSlice.parse(tenant).retention.quarantineDays,
  now: () => new Date(),
  log,
});
