/** The deployed entry: binds the environment and the clock to the lane of possible duplicates. */
import { DuplicatesEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { createDuplicates } from "./handler.ts";

const environment = readEnvironment(DuplicatesEnvironment);

export const handler = createDuplicates({
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: environment.tables,
    purposes: ["person", "index"],
  }),
  now: () => new Date(),
  log,
});
