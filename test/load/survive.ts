/** A load during which the product is killed and started again, and what it has stored in the end. */
import { readSecrets, startProduct } from "#test/fixtures/process.ts";
import { exportOf, readStopped } from "#test/fixtures/stored-people.ts";
import { accountFor, countReviews } from "./accounting.ts";
import { sendAll } from "./send.ts";
import type { Planned } from "./traffic.ts";

export interface Survival {
  /** The canonical export of everything that was stored. */
  stored: string;
  people: number;
  /** Events that the stored people count. */
  events: number;
  /** Ids that were answered, and how many of them the product knows as linked. */
  answered: number;
  linked: number;
  /** Deliveries in quarantine. */
  quarantined: number;
}

export interface SurviveOptions {
  folder: string;
  traffic: readonly Planned[];
  /** The product is killed once after each of these many acknowledgements. */
  killsAfter: readonly number[];
}

const sendersAtOnce = 16;
const drainSecondsMax = 600;

export async function survive({ folder, traffic, killsAfter }: SurviveOptions): Promise<Survival> {
  let product = await startProduct({ folder });
  let restarted: Promise<void> = Promise.resolve();
  const restart = async (): Promise<void> => {
    await product.kill();
    product = await startProduct({ folder });
  };
  try {
    const sent = await sendAll(traffic, {
      baseUrl: () => product.baseUrl,
      secret: String(readSecrets(folder)["website"]?.["signingSecret"]),
      sendersAtOnce,
      onAcknowledged(count) {
        if (killsAfter.includes(count)) restarted = restart();
      },
    });
    await restarted;
    const { baseUrl } = product;
    const { statuses } = await accountFor(sent.eventIds, { baseUrl, secondsMax: drainSecondsMax });
    const quarantined = await countReviews(baseUrl);
    const code = await product.stop();
    if (code !== 0) throw new Error(`the product ended with ${code}`);
    const stored = await readStopped(folder);
    return {
      stored: exportOf(stored),
      people: stored.length,
      events: stored.reduce((sum, { person }) => sum + person.record.events, 0),
      answered: sent.eventIds.size,
      linked: [...statuses.values()].filter((status) => status === "linked").length,
      quarantined,
    };
  } finally {
    await product.kill();
  }
}
