/** What stewards want to do, as it can be said before anything has happened. */
import type { Random } from "../random.ts";

/** `draw`: which of what there will be then, 0–1. Events by id: whose they are, nobody knows yet. */
export type Wish =
  | { kind: "merge"; events: readonly [string, string] }
  | { kind: "split events"; event: string; along: string }
  | { kind: "split all"; event: string }
  | { kind: "split identifier"; event: string; draw: number }
  | { kind: "correct"; event: string; city: string | undefined }
  | { kind: "answer a review"; of: ReviewKind; draw: number; how: number }
  | { kind: "undo a review"; of: ReviewKind; draw: number }
  | { kind: "revoke"; draw: number }
  | { kind: "look"; event: string; draw: number }
  /** About what there is not. */
  | { kind: "mistake"; event: string };

export const reviewKinds = [
  "quarantined-delivery",
  "contested-link",
  "generic-value",
  "possible-duplicate",
] as const;
export type ReviewKind = (typeof reviewKinds)[number];

export function drawWish(random: Random, eventIds: readonly string[]): Wish {
  const event = random.pick(eventIds) ?? "";
  const draw = random.next();
  const of = random.pick(reviewKinds);
  return random.pick<Wish>([
    { kind: "merge", events: [event, random.pick(eventIds) ?? ""] },
    { kind: "split events", event, along: random.pick(eventIds) ?? "" },
    { kind: "split all", event },
    { kind: "split identifier", event, draw },
    { kind: "correct", event, city: random.pick(["Hangzhou", "Xi'an", undefined]) },
    { kind: "answer a review", of, draw, how: random.next() },
    { kind: "answer a review", of, draw, how: random.next() },
    { kind: "undo a review", of, draw },
    { kind: "revoke", draw },
    { kind: "look", event, draw },
    { kind: "mistake", event },
  ]);
}
