/** Every minute: asks providers for what their deliveries only announced. The only way out of here. */
import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Channel } from "#shared/channels/channel.ts";
import { channelsThatAsk } from "#shared/channels/index.ts";
import { reviewsByKind } from "#shared/stores/tables.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { parameterPrefix } from "./permissions.ts";
import { runBySchedule } from "./schedule.ts";
import { sourceName } from "./sources.ts";
import type { Tenant } from "./tenant.ts";
import { timeoutSeconds } from "./timeouts.ts";
import { pascalCase } from "./webhook.ts";

const memoryMb = 512;

/** Channels that are switched off as well: what waits in quarantine can still be asked for. */
export const askingChannels = ({ channels }: Pick<Tenant, "channels">): Channel[] =>
  channelsThatAsk(Object.keys(channels));

export class Fetch extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, deployment: TenantDeployment) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { reviews, keys } = data.tables;
    const channels = askingChannels(tenant);
    const description = `Asks for what deliveries to ${tenant.tenant} only announced`;
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key: data.key });
    this.function = deployFunction(this, deployment, {
      description,
      source: sourceName(tenant.tenant, "fetch"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.fetch,
      environment: {
        EVENTS_QUEUE_URL: data.queues.events.queueUrl,
        REVIEWS_TABLE: reviews.tableName,
        KEYS_TABLE: keys.tableName,
      },
      parameters: [
        "keys/queue",
        "keys/quarantine",
        ...channels.map(({ name }) => `tokens/${name}` as const),
      ],
      tables: [
        { table: reviews, actions: ["GetItem", "UpdateItem"] },
        { table: reviews, index: reviewsByKind, actions: ["Query"] },
        { table: keys, actions: ["GetItem"] },
      ],
      queues: [{ queue: data.queues.events, actions: ["SendMessage"] }],
    });
    // Somebody who has just asked to be called should not wait for long. What fails is due again
    // by itself, so that a run is not repeated.
    runBySchedule(this, "EveryMinute", {
      description,
      target: this.function,
      expression: "rate(1 minute)",
      retriesMax: 0,
    });
    for (const { name } of channels) {
      new CfnOutput(Stack.of(this), `${pascalCase(name)}Token`, {
        description: `The SecureString parameter for the access token of ${name}, where there is one`,
        value: `${parameterPrefix(tenant.tenant)}/tokens/${name}`,
      });
    }
  }
}
