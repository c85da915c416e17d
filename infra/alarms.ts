/** What calls for a human: each alarm is one cause, and says what it means and where to look. */
import { ArnFormat, Stack } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { type LogMetrics, metricPeriod } from "./log-metrics.ts";
import type { Queues } from "./queues.ts";

export interface AlarmsProps {
  key: IKey;
  email: string | undefined;
  queues: Queues;
  /** By the name the alarm gives them. */
  functions: Readonly<Record<string, LambdaFunction>>;
  logMetrics: LogMetrics;
}

/** A backlog this old is no burst any more: the consumer is failing or too small. */
const backlogSecondsMax = 15 * 60;

export class Alarms extends Construct {
  private readonly action: SnsAction;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { key, email, queues, functions, logMetrics } = props;
    const topic = new Topic(this, "Topic", { masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(alarmsMayPublish(topic));
    if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
    this.action = new SnsAction(topic);

    const age = queues.events.metricApproximateAgeOfOldestMessage({ period: metricPeriod });
    this.above(backlogSecondsMax, "Backlog", {
      metric: age,
      says: "Events wait longer than a quarter of an hour: the consumer fails, or is at its cap.",
    });
    this.above(0, "DeadLetters", {
      metric: deadLetters(queues.deadLetters),
      says: "A message failed five times. It is on its way to quarantine; the consumer's log says why.",
    });
    this.above(0, "FailedCandidates", {
      metric: queues.failedCandidates.metricApproximateNumberOfMessagesVisible({
        period: metricPeriod,
      }),
      says: "Some people could not be compared, five times over. The Duplicates function's log says why.",
    });
    for (const [name, target] of Object.entries(functions)) {
      this.above(0, `${name}Errors`, {
        metric: target.metricErrors({ period: metricPeriod }),
        says: `The ${name} function threw or timed out. Its log has the name of the error.`,
      });
    }
    this.above(0, "WebhookFailures", {
      metric: logMetrics.webhookFailures,
      says: "A provider was answered with 5xx and will try again, most of them for hours only.",
    });
    this.above(0, "NoSecret", {
      metric: logMetrics.noSecret,
      says: "A channel has no usable secret and refuses everything. The edge log names the channel.",
    });
    this.above(0, "TooLarge", {
      metric: logMetrics.tooLarge,
      says: "An authentic delivery was too large and is not kept. The edge log names the channel.",
    });
    this.above(0, "Quarantined", {
      metric: logMetrics.quarantined,
      says: "A delivery waits in quarantine for a steward, and is destroyed when its time is over.",
    });
    this.above(0, "Deadlines", {
      metric: logMetrics.deadlines,
      says: "A data subject's request has used half of its time, four fifths, or all of it. The Erasure log names it.",
    });
    if (logMetrics.tokenRefused === undefined) return;
    this.above(0, "TokenRefused", {
      metric: logMetrics.tokenRefused,
      says: "An access token is not accepted, or may not read enough: who was announced waits. The Fetch log names it.",
    });
  }

  private above(threshold: number, id: string, alarm: { metric: IMetric; says: string }): void {
    new Alarm(this, id, {
      metric: alarm.metric,
      alarmDescription: alarm.says,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // No data is no traffic: silence of a source is judged by quality, not here.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(this.action);
  }
}

/** A topic with a policy of its own loses the one that lets the account's alarms publish. */
function alarmsMayPublish(topic: Topic): PolicyStatement {
  const stack = Stack.of(topic);
  return new PolicyStatement({
    sid: "AlarmsOfThisTenant",
    principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
    actions: ["sns:Publish"],
    resources: [topic.topicArn],
    conditions: {
      StringEquals: { "aws:SourceAccount": stack.account },
      ArnLike: {
        "aws:SourceArn": stack.formatArn({
          service: "cloudwatch",
          resource: "alarm",
          resourceName: `${stack.stackName}-*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
    },
  });
}

/** Those drained within a minute, which no gauge would see, and those that nothing drains. */
function deadLetters(queue: Queue): MathExpression {
  return new MathExpression({
    expression: "FILL(received, 0) + FILL(waiting, 0)",
    label: "Dead letters",
    period: metricPeriod,
    usingMetrics: {
      received: queue.metricNumberOfMessagesReceived(),
      waiting: queue.metricApproximateNumberOfMessagesVisible(),
    },
  });
}
