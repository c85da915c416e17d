/** One channel's way in: its function, its routes, and where its secret goes. */
import { CfnOutput, Stack } from "aws-cdk-lib";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Channel } from "#shared/channels/channel.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import type { HttpFront } from "./http-front.ts";
import { parameterPrefix } from "./permissions.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

export interface WebhookProps {
  deployment: TenantDeployment;
  front: HttpFront;
  /** Shared by all channels: each line names its channel, and filters are counted once. */
  logGroup: ILogGroup;
  channel: Channel;
}

/** More memory is more processor: this much keeps a cold start within the providers' patience. */
const memoryMb = 512;

export class Webhook extends Construct {
  readonly channel: Channel;

  constructor(scope: Construct, { deployment, front, logGroup, channel }: WebhookProps) {
    const id = pascalCase(channel.name);
    super(scope, id);
    this.channel = channel;
    const { tenant, data } = deployment;
    const { name } = channel;
    const path = `/webhooks/${name}${channel.pathToken ? "/{token}" : ""}`;
    const deployed = deployFunction(this, deployment, {
      description: `Receives deliveries of ${name} for ${tenant.tenant}`,
      source: sourceName(tenant.tenant, `webhook-${name}`),
      logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.webhook,
      environment: {
        EVENTS_QUEUE_URL: data.queues.events.queueUrl,
        PUBLIC_BASE_URL: front.publicBaseUrl,
      },
      parameters: [`channels/${name}`, "keys/queue"],
      queues: [{ queue: data.queues.events, actions: ["SendMessage"] }],
      reservedConcurrency: tenant.capacity.edgeConcurrency,
    });
    front.route(this, "Routes", {
      function: deployed,
      methods: ["GET", "POST", ...(channel.furtherMethods ?? [])],
      path,
      access: {
        publicBecause:
          "Providers cannot present our tokens: the function authenticates each delivery by the " +
          "provider's own signature or by an unguessable path token, and refuses without a secret.",
      },
    });
    const stack = Stack.of(this);
    new CfnOutput(stack, `${id}Url`, {
      description: `Where ${name} sends its deliveries`,
      value: `${front.publicBaseUrl}${path}`,
    });
    new CfnOutput(stack, `${id}Secret`, {
      description: `The SecureString parameter for the secrets of ${name}`,
      value: `${parameterPrefix(tenant.tenant)}/channels/${name}`,
    });
  }
}

/** As constructs and outputs are named. */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
