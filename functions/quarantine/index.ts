/** The deployed entry: binds the environment and the clock to the quarantine. */
import { QuarantineEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { createQuarantine } from "./handler.ts";

const environment = readEnvironment(QuarantineEnvironment);

export const handler = createQuarantine({
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: { keys: environment.KEYS_TABLE, reviews: environment.REVIEWS_TABLE },
    purposes: ["queue", "quarantine"],
  }),
  now: () => new Date(),
  log,
});
