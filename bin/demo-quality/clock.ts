/** Lets the product's time pass, day by day. */
import * as z from "zod";
import { DemoError } from "../demo/errors.ts";
import { clockOf, type Product, request } from "../demo/product.ts";
import { firstWeekday } from "./traffic.ts";

const dayMs = 86_400_000;
/** Of the day, in UTC, at which its deliveries come. */
const hour = 8;

const Moved = z.object({ now: z.iso.datetime(), failed: z.array(z.string()) });

/** To the first day of the traffic: at most a week from now. */
export async function goToFirstDay(product: Product): Promise<Date> {
  const now = await timeOf(product);
  const first = new Date(now);
  first.setUTCHours(hour, 0, 0, 0);
  const days = (firstWeekday - first.getUTCDay() + 7) % 7;
  let startMs = first.getTime() + days * dayMs;
  if (startMs <= now.getTime()) startMs += 7 * dayMs;
  return move(`+${Math.ceil((startMs - now.getTime()) / 1_000)}s`, product);
}

export const goToNextDay = (product: Product): Promise<Date> => move("+1d", product);

export async function timeOf({ baseUrl }: Product): Promise<Date> {
  const now = await clockOf(baseUrl);
  if (now === undefined) throw new DemoError(`${baseUrl} does not answer any more.`);
  return now;
}

/** Once what was sent is through; then what falls due runs. Throws a DemoError where that fails. */
async function move(step: string, { baseUrl }: Product): Promise<Date> {
  const response = await request(`${baseUrl}/_local/clock`, { method: "POST", body: step });
  const { now, failed } = Moved.parse(await response.json());
  if (failed.length > 0) throw new DemoError(`It failed to run: ${failed.join(", ")}`);
  return new Date(now);
}
