/** The deployed entry: binds the environment, the topic and the clock to the metrics. */
import { SNSClient } from "@aws-sdk/client-sns";
import { MetricsEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { openStore } from "#shared/lambda/open-store.ts";
import { MetricsTenant } from "#shared/lambda/tenant.ts";
import tenant from "#tenant" with { type: "json" };
import { createMetrics } from "./handler.ts";

const environment = readEnvironment(MetricsEnvironment);

export const handler = createMetrics({
  tenant: MetricsTenant.parse(tenant),
  store: openStore({
    tenant: environment.TENANT,
    parameterPrefix: environment.PARAMETER_PREFIX,
    tables: environment.tables,
    purposes: ["queue", "event"],
  }),
  topic: { client: new SNSClient({}), arn: environment.ALERTS_TOPIC_ARN },
  now: () => new Date(),
  log,
});
