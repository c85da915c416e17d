/** Asks the product itself where every event is. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Accounted {
  /** Event id → status; waits until none is still queued, or the time is over. */
  statuses: Map<string, string>;
  seconds: number;
}

const askersAtOnce = 16;
const headers = { authorization: "Bearer local:steward:load" };

export async function accountFor(
  eventIds: ReadonlySet<string>,
  { baseUrl, secondsMax }: { baseUrl: string; secondsMax: number },
): Promise<Accounted> {
  const startedMs = performance.now();
  const statuses = new Map<string, string>();
  const waiting = [...eventIds];
  const asker = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const response = await fetch(`${baseUrl}/v1/events/${id}`, { headers });
      const { status } = (await response.json()) as { status: string | number };
      if (response.status === 200) {
        statuses.set(id, String(status));
        continue;
      }
      if ((performance.now() - startedMs) / 1_000 > secondsMax) return;
      waiting.push(id);
      await sleep(20);
    }
  };
  await Promise.all(Array.from({ length: askersAtOnce }, asker));
  return { statuses, seconds: (performance.now() - startedMs) / 1_000 };
}

/** Kinds of which nothing should wait for a human after good deliveries; customers may look alike. */
const troubles = ["quarantined-delivery", "contested-link", "generic-value"];

export async function countReviews(baseUrl: string): Promise<number> {
  let count = 0;
  for (const kind of troubles) {
    const response = await fetch(`${baseUrl}/v1/reviews?kind=${kind}`, { headers });
    const { reviews } = (await response.json()) as { reviews: unknown[] };
    count += reviews.length;
  }
  return count;
}
