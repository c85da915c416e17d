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
    const consumer = new Consumer(this, "Consumer", deployment);
    const quarantine = new Quarantine(this, "Quarantine", deployment);
    const duplicates = new Duplicates(this, "Duplicates", deployment);
    const api = new StaffApi(this, "StaffApi", { deployment, front });
    const pages = new Pages(this, "Pages", { deployment, front });
    const expiry = new Expiry(this, "Expiry", deployment);
    const erasure = new Erasure(this, "Erasure", { deployment, front });
    const inspection = new Inspection(this, "Inspection", deployment);
    const auditDigest = new AuditDigest(this, "AuditDigest", deployment);
    const metrics = new Metrics(this, "Metrics", deployment);
    const asks = askingChannels(tenant).length > 0;
    const fetch = asks ? new Fetch(this, "Fetch", deployment) : undefined;

    const logMetrics = new LogMetrics(this, "LogMetrics", {
      tenant: name,
      edge,
      quarantine: quarantine.logGroup,
      access: front.accessLog,
      erasure: erasure.logGroup,
      fetch: fetch?.logGroup,
    });
    new Alarms(this, "Alarms", {
      key,
      email: alertEmail,
      queues,
      functions: {
        Consumer: consumer.function,
        Quarantine: quarantine.function,
        Duplicates: duplicates.function,
        Api: api.function,
        Pages: pages.function,
        Expiry: expiry.function,
        Inspection: inspection.function,
        AuditDigest: auditDigest.function,
        Erasure: erasure.function,
        Metrics: metrics.function,
        ...(fetch && { Fetch: fetch.function }),
      },
      logMetrics,
    });
    new Overview(this, "Overview", {
      api: front.api,
      queues,
      tables,
      consumer: consumer.function,
      logMetrics,
    });
  }
}
