/** Sends deliveries as fast as they are accepted, and again until they are, as providers do. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Planned, signed } from "./traffic.ts";

export interface SendOptions {
  /** Asked before each attempt: a restart may have moved it. */
  baseUrl: () => string;
  secret: string;
  sendersAtOnce: number;
  /** Called after each delivery that was acknowledged. */
  onAcknowledged?: (count: number) => void;
}

export interface Sent {
  /** Every event id that was answered. */
  eventIds: Set<string>;
  /** Milliseconds from request to answer, of acknowledged attempts. */
  latenciesMs: number[];
  seconds: number;
}

const attemptsMax = 200;
const pauseMs = 100;

export async function sendAll(planned: readonly Planned[], options: SendOptions): Promise<Sent> {
  const eventIds = new Set<string>();
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let delivery = planned[next++]; delivery !== undefined; delivery = planned[next++]) {
      const { events, latencyMs } = await sendOne(delivery, options);
      for (const id of events) eventIds.add(id);
      latenciesMs.push(latencyMs);
      options.onAcknowledged?.(latenciesMs.length);
    }
  };
  await Promise.all(Array.from({ length: options.sendersAtOnce }, sender));
  return { eventIds, latenciesMs, seconds: (performance.now() - startedMs) / 1_000 };
}

async function sendOne(delivery: Planned, { baseUrl, secret }: SendOptions) {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const startedMs = performance.now();
    try {
      const response = await fetch(`${baseUrl()}/webhooks/website`, {
        method: "POST",
        headers: signed(delivery, secret),
        body: delivery.body,
      });
      const text = await response.text();
      if (response.status === 200) {
        const { events } = JSON.parse(text) as { events: string[] };
        return { events, latencyMs: performance.now() - startedMs };
      }
    } catch {
      // Nobody is there: the provider tries again.
    }
    await sleep(pauseMs);
  }
  throw new Error(`delivery ${delivery.id} was never accepted`);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
