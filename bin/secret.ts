/** `npm run secret -- --tenant acme --channel typeform < secret.json`: puts what the provider shows. */
import { SSMClient } from "@aws-sdk/client-ssm";
import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { askedTenant } from "./parameters/asked-tenant.ts";
import { putSecret, putToken, SecretError } from "./parameters/put.ts";

const { values } = parseArgs({
  options: {
    tenant: { type: "string" },
    channel: { type: "string" },
    generate: { type: "boolean", default: false },
    token: { type: "boolean", default: false },
  },
});
const { tenant: name, channel, generate, token } = values;
if (name === undefined || channel === undefined) {
  console.error(
    "Say whose and which: npm run secret -- --tenant acme --channel typeform < secret.json\n" +
      "Or let one be made, where the choice is ours: … --generate\n" +
      "Or put what its provider may be asked with for data it only announces: … --token < token.json",
  );
  process.exit(1);
}
const tenant = askedTenant(name);
const client = new SSMClient({ region: tenant.region });
try {
  const secrets: unknown = generate ? undefined : JSON.parse(await text(process.stdin));
  const options = { client, tenant, random: randomBytes };
  if (token) {
    await putToken({ channel, token: secrets }, options);
  } else {
    const put = await putSecret({ channel, secrets }, options);
    if (generate) console.log(JSON.stringify(put, null, 2));
  }
  console.log(`The functions of ${name} use it within five minutes; nothing has to be deployed.`);
} catch (error) {
  if (!(error instanceof SecretError || error instanceof SyntaxError)) throw error;
  const message = error instanceof SecretError ? error.message : "Standard input holds no JSON.";
  console.error(message);
  process.exit(1);
}
