/** Counts taken from the log lines: what functions and the HTTP API say there, as metrics. */
import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { RefusalReason } from "#shared/channels/channel.ts";
import type { LookupFailure } from "#shared/channels/lookup.ts";

export interface LogMetricsProps {
  tenant: string;
  /** One line a delivery, of all channels. */
  edge: ILogGroup;
  /** One line a dead letter. */
  quarantine: ILogGroup;
  /** One line a request. */
  access: ILogGroup;
  /** One line for each mark that a request's time has reached. */
  erasure: ILogGroup;
  /** One line for each who was asked for, where a channel needs that. */
  fetch?: ILogGroup | undefined;
}

/** Alarms and charts look at sums over this long. */
export const metricPeriod = Duration.minutes(5);

/** Syntax: docs.aws.amazon.com, FilterAndPatternSyntaxForMetricFilters. A star ends a prefix. */
export class LogMetrics extends Construct {
  /** Deliveries refused because their channel has no secret, or none that it can use. */
  readonly noSecret: Metric;
  /** Authentic deliveries above their channel's size limit: a customer's data, turned away. */
  readonly tooLarge: Metric;
  /** Deliveries kept for a human: not understood at the edge, or dead letters. */
  readonly quarantined: Metric;
  /** Webhook requests answered with 5xx, time-outs and throttled functions included. */
  readonly webhookFailures: Metric;
  /** Requests of data subjects that have used half of their time, four fifths, or all. */
  readonly deadlines: Metric;
  /** Times that an access token was refused, did not reach far enough, or was none. */
  readonly tokenRefused: Metric | undefined;

  private readonly namespace: string;

  constructor(scope: Construct, id: string, props: LogMetricsProps) {
    super(scope, id);
    const { tenant, edge, quarantine, access, erasure, fetch } = props;
    this.namespace = `Tributary/${tenant}`;
    this.noSecret = this.count("NoSecret", { edge }, refusedFor("no secret configured"));
    this.tooLarge = this.count("TooLarge", { edge }, refusedFor("body too large"));
    const kept = '{ $.outcome = "quarantined" }';
    this.quarantined = this.count("Quarantined", { edge, quarantine }, kept);
    this.webhookFailures = this.count("WebhookFailures", { access }, webhookFailed);
    this.deadlines = this.count("Deadlines", { erasure }, '{ $.outcome = "deadline" }');
    this.tokenRefused = fetch && this.count("TokenRefused", { fetch }, tokenUnusable);
  }

  /** One metric, fed by each of these log groups. */
  private count(
    metricName: string,
    logGroups: Readonly<Record<string, ILogGroup>>,
    pattern: string,
  ): Metric {
    for (const [name, logGroup] of Object.entries(logGroups)) {
      new MetricFilter(this, `${metricName}-${name}`, {
        logGroup,
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: this.namespace,
        metricName,
        metricValue: "1",
      });
    }
    const { namespace } = this;
    return new Metric({ namespace, metricName, statistic: Stats.SUM, period: metricPeriod });
  }
}

const refusedFor = (reason: RefusalReason | "body too large"): string =>
  `{ ($.outcome = "refused") && ($.reason = "${reason}") }`;

const refused: LookupFailure = "the token was refused";
const forbidden: LookupFailure = "the token may not read it";
const tokenUnusable =
  `{ ($.reason = "${refused}") || ($.reason = "${forbidden}") || ` +
  '($.outcome = "misconfigured") }';

/** In the access log, where every value is a text. */
const webhookFailed =
  '{ ($.status = "5*") && ' +
  '(($.routeKey = "POST /webhooks/*") || ($.routeKey = "GET /webhooks/*") || ' +
  '($.routeKey = "OPTIONS /webhooks/*") || ($.routeKey = "HEAD /webhooks/*")) }';
