/** The deployed entry. One bundle a channel: the build fills `#channel` and `#tenant`. */
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";

import channel from "#channel";
import { readEnvironment, WebhookEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { createParameters } from "#shared/vault/parameters.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import tenant from "#tenant" with { type: "json" };
import { createWebhook } from "./handler.ts";
import { WebhookTenant } from "#shared/lambda/tenant.ts";

const environment = readEnvironment(WebhookEnvironment);

export const handler = createWebhook({
  channel,
  tenant: WebhookTenant.parse(tenant),
  publicBaseUrl: environment.PUBLIC_BASE_URL,
  queue: { client: new SQSClient({}), url: environment.EVENTS_QUEUE_URL },
  parameters: createParameters({
    client: new SSMClient({}),
    prefix: environment.PARAMETER_PREFIX,
    names: [`channels/${channel.name}`, "keys/queue"],
    now: Date.now,
  }),
  now: () => new Date(),
  random: pooledRandom(),
  log,
});
