/** What a tenant's functions are: it holds no data, and can be thrown away and deployed again. */
import { Annotations, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Channel } from "#shared/channels/channel.ts";
import { Alarms } from "./alarms.ts";
import { AuditDigest } from "./audit-digest.ts";
import { Consumer } from "./consumer.ts";
import { appStackName } from "./data-stack.ts";
import type { TenantDeployment } from "./deployed-function.ts";
import { Duplicates } from "./duplicates.ts";
import { Erasure } from "./erasure.ts";
import { Expiry } from "./expiry.ts";
import { askingChannels, Fetch } from "./fetch.ts";
import { HttpFront } from "./http-front.ts";
import { tenantLogGroup } from "./log-group.ts";
import { Inspection } from "./inspection.ts";
import { LogMetrics } from "./log-metrics.ts";
import { Metrics } from "./metrics.ts";
import { Overview } from "./overview.ts";
import { Quarantine } from "./quarantine.ts";
import { Pages } from "./pages.ts";
import { StaffApi } from "./staff-api.ts";
import { channelsInUse, type Tenant, unconfirmedNotes } from "./tenant.ts";
import { Webhook } from "./webhook.ts";

export interface AppStackProps extends TenantDeployment {
  /** Default: those that the tenant's file enables. */
  channels?: readonly Channel[];
}

export class AppStack extends Stack {
  readonly tenant: Tenant;

  constructor(scope: Construct, { channels, ...deployment }: AppStackProps) {
    const { tenant, data } = deployment;
    const { tenant: name, stage, region, alertEmail } = tenant;
    super(scope, appStackName(name), {
      env: { region },
      description: `Tributary for ${name}: webhooks, consumer, API, alarms`,
      terminationProtection: stage === "production",
      tags: { "tributary:tenant": name, "tributary:stage": stage },
    });
    this.tenant = tenant;
    const { key, queues, tables } = data;
    const front = new HttpFront(this, "Http", { tenant, key });
    const edge = tenantLogGroup(this, "EdgeLogs", { tenant, key });
    for (const channel of channels ?? channelsInUse(tenant).map((use) => use.channel)) {
      new Webhook(this, { deployment, front, logGroup: edge, channel });
    }
    for (const note of unconfirmedNotes(tenant).values()) Annotations.of(this).addInfo(note);
    const asks = askingChannels(tenant).length > 0;
    /** By the names that their alarms have. */
    const parts = {
      Consumer: new Consumer(this, "Consumer", deployment),
      Quarantine: new Quarantine(this, "Quarantine", deployment),
      Duplicates: new Duplicates(this, "Duplicates", deployment),
      Api: new StaffApi(this, "StaffApi", { deployment, front }),
      Pages: new Pages(this, "Pages", { deployment, front }),
      Expiry: new Expiry(this, "Expiry", deployment),
      Erasure: new Erasure(this, "Erasure", { deployment, front }),
      Inspection: new Inspection(this, "Inspection", deployment),
      AuditDigest: new AuditDigest(this, "AuditDigest", deployment),
      Metrics: new Metrics(this, "Metrics", deployment),
      ...(asks && { Fetch: new Fetch(this, "Fetch", deployment) }),
    };

    const logMetrics = new LogMetrics(this, "LogMetrics", {
      tenant: name,
      edge,
      quarantine: parts.Quarantine.logGroup,
      access: front.accessLog,
      erasure: parts.Erasure.logGroup,
      fetch: parts.Fetch?.logGroup,
    });
    new Alarms(this, "Alarms", {
      key,
      email: alertEmail,
      queues,
      functions: Object.fromEntries(
        Object.entries(parts).map(([part, construct]) => [part, construct.function]),
      ),
      logMetrics,
    });
    new Overview(this, "Overview", {
      api: front.api,
      queues,
      tables,
      consumer: parts.Consumer.function,
      logMetrics,
    });
  }
}
