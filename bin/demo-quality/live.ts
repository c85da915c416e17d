/** Weeks in minutes: every day its deliveries, then the clock moves on and what is due runs. */
import { dayOf } from "#shared/domain/quality/calendar.ts";
import type { AlertView } from "#shared/domain/quality/report.ts";
import type { Product } from "../demo/product.ts";
import { createRandom } from "../random.ts";
import { goToFirstDay, goToNextDay, timeOf } from "./clock.ts";
import { readAlerts } from "./read.ts";
import { sendDay } from "./send.ts";
import { createTraffic, daysPerWeek } from "./traffic.ts";

export interface Living {
  product: Product;
  /** By channel. */
  secrets: Readonly<Record<string, unknown>>;
  seed: string;
  weeks: number;
  onDay(day: number, deliveries: number): void;
  onWeek(week: Week): void;
}

export interface Week {
  /** From 0. */
  number: number;
  deliveries: number;
  /** Raised in it, oldest first. */
  alerts: AlertView[];
}

export interface Lived {
  firstDay: string;
  deliveries: number;
}

/** Throws a DemoError where the product refuses a delivery, or does not go on. */
export async function liveThrough(living: Living): Promise<Lived> {
  const { product, secrets, seed, weeks } = living;
  const traffic = createTraffic(seed);
  const { bytes } = createRandom(`${seed} signing`);
  const firstDay = dayOf((await goToFirstDay(product)).toISOString());
  const known = new Set<string>();
  let all = 0;
  for (let number = 0; number < weeks; number++) {
    let deliveries = 0;
    for (let day = number * daysPerWeek; day < (number + 1) * daysPerWeek; day++) {
      const now = await timeOf(product);
      const sent = traffic.day(day, now);
      await sendDay(sent, { product, secrets, now, randomBytes: bytes });
      await goToNextDay(product);
      deliveries += sent.length;
      living.onDay(day, all + deliveries);
    }
    all += deliveries;
    const alerts = (await readAlerts(product)).filter(({ id }) => !known.has(id)).reverse();
    for (const { id } of alerts) known.add(id);
    living.onWeek({ number, deliveries, alerts });
  }
  return { firstDay, deliveries: all };
}
