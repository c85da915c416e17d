/** The tenant that was named on a command line, or an end with what is wrong with its file. */
import { TenantFileError } from "#infra/errors.ts";
import { readTenant, type Tenant } from "#infra/tenant.ts";

export function askedTenant(name: string): Tenant {
  try {
    return readTenant(name);
  } catch (error) {
    if (!(error instanceof TenantFileError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
