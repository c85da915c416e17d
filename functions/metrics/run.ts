/** What the metrics are worked out with, and of which day. */
import { channelNamed } from "#shared/channels/index.ts";
import { groups } from "#shared/channels/group-words.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { ChannelWords } from "#shared/domain/quality/report-of.ts";
import type { Log } from "#shared/lambda/log.ts";
import type { MetricsTenant } from "#shared/lambda/tenant.ts";
import type { Topic } from "#shared/lambda/topic.ts";
import type { InspectionSummary } from "#shared/stores/quality-inspection.ts";
import type { WaitingStore } from "#shared/stores/quality-waiting.ts";
import type { QualityStore } from "#shared/stores/tables.ts";

export type MetricsStore = QualityStore & WaitingStore;

export interface MetricsPorts {
  tenant: MetricsTenant;
  store: () => Promise<MetricsStore>;
  topic: Topic;
  now: () => Date;
  log: Log;
}

/** What one run works with. */
export interface Run extends Omit<MetricsPorts, "store" | "now"> {
  store: MetricsStore;
  fields: FieldRegistry;
  /** What the last inspection found; undefined before the first. */
  inspected: InspectionSummary | undefined;
  /** ISO 8601. */
  at: string;
  today: string;
  /** The last full day. */
  lastDay: string;
}

export function channelWords(name: string): ChannelWords | undefined {
  const channel = channelNamed(name);
  return channel && { title: channel.title, form: groups[channel.group] };
}
