/** What keeps data from being erased for a time: a hold on events and identifiers, with its ground. */
import * as z from "zod";
import { Instant } from "../event.ts";

/** GDPR art. 17 (3) and 18, CCPA § 1798.105 (d), PIPL art. 47: why data may have to stay. */
export const holdGrounds = [
  "legal-obligation",
  "legal-claims",
  "authority-order",
  "dispute",
  "public-interest",
] as const;
export const HoldGround = z.enum(holdGrounds);
export type HoldGround = z.infer<typeof HoldGround>;

export const Hold = z.object({
  id: z.string(),
  ground: HoldGround,
  by: z.string(),
  at: Instant,
  /** It ends by itself: nothing is held for ever because somebody forgot it. */
  until: Instant,
  counts: z
    .object({ events: z.int().min(0), identifiers: z.int().min(0) })
    .describe("How much it names: by keyed hashes, so that it says nothing about anybody."),
  lifted: z.object({ by: z.string(), at: Instant }).optional(),
});
export type Hold = z.infer<typeof Hold>;

export const holdTargetsMax = 90;

export function isInForce({ until, lifted }: Pick<Hold, "until" | "lifted">, now: string): boolean {
  return lifted === undefined && now < until;
}
