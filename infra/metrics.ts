/** Every hour: what was counted as a report, and what somebody should look into as messages to a topic. */
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { requestsByDue, reviewsByKind } from "#shared/stores/tables.ts";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import { tenantLogGroup } from "./log-group.ts";
import { runBySchedule } from "./schedule.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

/** Twelve weeks of counters, and all of its sources' cells. */
const memoryMb = 1024;
/** The next run is near, and does what this one did not. */
const retriesMax = 0;

export class Metrics extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, deployment: TenantDeployment) {
    super(scope, id);
    const { tenant, data } = deployment;
    const { tables, key } = data;
    const description = `Measures the quality of what ${tenant.tenant} receives`;
    const topic = new Topic(this, "Topic", { masterKey: key, enforceSSL: true });
    if (tenant.alertEmail !== undefined) {
      topic.addSubscription(new EmailSubscription(tenant.alertEmail));
    }
    this.logGroup = tenantLogGroup(this, "Logs", { tenant, key });
    this.function = deployFunction(this, deployment, {
      description,
      source: sourceName(tenant.tenant, "metrics"),
      logGroup: this.logGroup,
      memoryMb,
      timeoutSeconds: timeoutSeconds.metrics,
      environment: {
        QUALITY_TABLE: tables.quality.tableName,
        REVIEWS_TABLE: tables.reviews.tableName,
        PRIVACY_TABLE: tables.privacy.tableName,
        ALERTS_TOPIC_ARN: topic.topicArn,
      },
      parameters: ["keys/queue", "keys/event"],
      tables: [
        { table: tables.quality, actions: ["GetItem", "Query", "PutItem", "UpdateItem"] },
        { table: tables.reviews, index: reviewsByKind, actions: ["Query"] },
        { table: tables.privacy, index: requestsByDue, actions: ["Query"] },
      ],
      topics: [topic],
    });
    runBySchedule(this, "Hourly", {
      description,
      target: this.function,
      expression: "rate(1 hour)",
      retriesMax,
    });
  }
}
