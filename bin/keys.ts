/** `npm run keys -- --tenant acme`: creates the tenant's keys, once, before its first delivery. */
import { SSMClient } from "@aws-sdk/client-ssm";
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { askedTenant } from "./parameters/asked-tenant.ts";
import { createKeys } from "./parameters/put.ts";

const { values } = parseArgs({ options: { tenant: { type: "string" } } });
if (values.tenant === undefined) {
  console.error("Say whose keys: npm run keys -- --tenant acme");
  process.exit(1);
}
const tenant = askedTenant(values.tenant);
const client = new SSMClient({ region: tenant.region });
const done = await createKeys({ client, tenant, random: randomBytes });
for (const [name, what] of Object.entries(done)) console.log(`${name.padEnd(20)} ${what}`);
console.log("Keep them: whoever loses these keys loses everything that was sealed with them.");
