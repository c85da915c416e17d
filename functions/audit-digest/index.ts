/** The deployed entry: binds the environment, the key and the clock to the signing. */
import { AuditEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { createAuditDigest } from "./handler.ts";

const environment = readEnvironment(AuditEnvironment);

export const handler = createAuditDigest({
  tenant: environment.TENANT,
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: { audit: environment.AUDIT_TABLE },
    purposes: ["audit"],
  }),
  now: () => new Date(),
  log,
});
