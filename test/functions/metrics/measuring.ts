/** The metrics function on a test's store, with a clock and a topic in a test's hands. */
import type { PublishCommand } from "@aws-sdk/client-sns";
import { createMetrics } from "#functions/metrics/handler.ts";
import type { MetricsStore } from "#functions/metrics/run.ts";
import type { Counted } from "#shared/domain/quality/tally.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { addCounted } from "#shared/stores/quality.ts";
import type { QualityStore } from "#shared/stores/tables.ts";
import { policy, privacy } from "#test/fixtures/events.ts";

export interface Told {
  subject: string | undefined;
  text: string;
}

export function startMetrics(store: MetricsStore) {
  const lines: LogLine[] = [];
  const told: Told[] = [];
  const topic = {
    broken: false,
    afterwards: false,
    /** Whatever says so. */
    refuses: undefined as string | undefined,
  };
  const clock = { now: new Date(0) };
  const client = {
    send: async ({ input }: PublishCommand) => {
      if (topic.broken) throw new Error("the topic does not answer");
      if (topic.refuses && input.Message?.includes(topic.refuses)) throw new Error("refused");
      told.push({ subject: input.Subject, text: input.Message ?? "" });
      if (topic.afterwards) throw new Error("the answer is lost");
      return {};
    },
  };
  const run = createMetrics({
    tenant: { policy, privacy, languages: ["en"] },
    store: async () => store,
    topic: { client: client as never, arn: "arn:aws:sns:eu-central-1:1:alerts" },
    now: () => clock.now,
    log: (line) => lines.push(line),
  });
  return {
    lines,
    told,
    topic,
    clock,
    /** A run at an hour of a day. */
    async runOn(day: string, hour = 5): Promise<void> {
      clock.now = new Date(`${day}T${String(hour).padStart(2, "0")}:00:00.000Z`);
      await run();
    },
    /** Takes what has been told since the last call; by default of alerts alone. */
    takeTold: (about: "alerts" | "weeks" = "alerts"): Told[] =>
      told
        .splice(0)
        .filter(
          ({ subject = "" }) => subject.includes("report of the week") === (about === "weeks"),
        ),
  };
}

export async function count(rows: readonly Counted[], store: QualityStore): Promise<void> {
  await Promise.all(rows.map((row) => addCounted(row, { ...store, jitter: () => 0 })));
}
