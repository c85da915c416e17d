/** One dashboard a tenant: what comes in, what waits, what failed, what it costs in writes. */
import { Dashboard, GraphWidget, type IMetric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { type LogMetrics, metricPeriod } from "./log-metrics.ts";
import type { Queues } from "./queues.ts";
import type { Tables } from "./tables.ts";

export interface OverviewProps {
  api: HttpApi;
  queues: Queues;
  tables: Tables;
  consumer: LambdaFunction;
  logMetrics: LogMetrics;
}

const period = metricPeriod;

export class Overview extends Construct {
  constructor(scope: Construct, id: string, props: OverviewProps) {
    super(scope, id);
    const { api, queues, tables, consumer, logMetrics } = props;
    const { events, deadLetters, candidates } = queues;
    const { index, people, keys, reviews, audit, quality } = tables;
    const writes = [index, tables.events, people, keys, reviews, audit, quality];
    new Dashboard(this, "Dashboard", {
      widgets: [
        [
          chart("Requests", [api.metricCount({ period }), api.metricClientError({ period })]),
          chart("Latency", [
            api.metricLatency({ period, statistic: Stats.p(50) }),
            api.metricLatency({ period, statistic: Stats.p(99) }),
          ]),
          chart("Turned away or kept", [
            logMetrics.webhookFailures,
            logMetrics.noSecret,
            logMetrics.tooLarge,
            logMetrics.quarantined,
          ]),
        ],
        [
          chart("Waiting events", [
            events.metricApproximateNumberOfMessagesVisible({ period }),
            events.metricApproximateAgeOfOldestMessage({ period }),
          ]),
          chart("Consumer", [
            consumer.metricInvocations({ period }),
            consumer.metricErrors({ period }),
            consumer.metricThrottles({ period }),
            consumer.metricDuration({ period }),
          ]),
          chart("Dead letters", [deadLetters.metricApproximateNumberOfMessagesVisible({ period })]),
        ],
        [
          chart(
            "Write units",
            writes.map((table) => table.metricConsumedWriteCapacityUnits({ period })),
          ),
          chart("Waiting to be compared", [
            candidates.metricApproximateNumberOfMessagesVisible({ period }),
            candidates.metricApproximateAgeOfOldestMessage({ period }),
          ]),
        ],
      ],
    });
  }
}

const chart = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 8 });
