/** What stewards want to do, as it can be said before anything has happened. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import { type IdentityKind, identityKinds } from "#shared/stores/reviews.ts";
import type { Random } from "#bin/random.ts";

/** `draw`: which of what there will be then, 0–1. Events by id: whose they are, nobody knows yet. */
type Rearranging =
  | { kind: "merge"; events: readonly [string, string] }
  | { kind: "split events"; event: string; along: string }
  | { kind: "split identifier"; event: string; draw: number };

export type Wish =
  | Rearranging
  /** Decided, after so long taken back, and so on. */
  | { kind: "waver"; over: Rearranging; times: number; forMs: number }
  | { kind: "split all"; event: string }
  | { kind: "correct"; event: string; city: string | undefined }
  /** One after the other, each as soon as the one before is answered. */
  | { kind: "split one by one"; event: string; times: number }
  | { kind: "answer a review"; of: ReviewKind; draw: number; how: number }
  /** A disputed value links nobody, or everybody; after so long it is as it was, and so on. */
  | {
      kind: "waver over a value";
      identifier: Identifier;
      of: IdentityKind;
      times: number;
      forMs: number;
    }
  | { kind: "undo a review"; of: ReviewKind; draw: number }
  /** What was decided about this value. */
  | { kind: "undo about a value"; identifier: Identifier; of: IdentityKind }
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

type Spoken = Pick<CustomerEvent, "id" | "identifiers">;

/** Events of one circle, and those of everybody. */
export interface Concerned {
  circle: readonly Spoken[];
  all: readonly Spoken[];
}

export function drawWish(random: Random, concerned: Concerned): Wish {
  const event = random.pick(concerned.circle)?.id ?? "";
  const draw = random.next();
  const of = random.pick(reviewKinds);
  return random.pick<Wish>([
    ...rearrangings(random, concerned),
    drawWaver(random, { ...concerned, about: "anything" }),
    { kind: "split all", event },
    { kind: "correct", event, city: random.pick(["Hangzhou", "Xi'an", undefined]) },
    { kind: "split one by one", event, times: 2 + random.integer(3) },
    { kind: "answer a review", of, draw, how: random.next() },
    { kind: "answer a review", of, draw, how: random.next() },
    { kind: "undo a review", of, draw },
    { kind: "revoke", draw },
    { kind: "look", event, draw },
    { kind: "mistake", event },
  ]);
}

/** What can be decided, and taken back. */
export type Matter = "merges" | "values" | "anything";

/** Who cannot make up their mind. */
export function drawWaver(random: Random, concerned: Concerned & { about: Matter }): Wish {
  const { about, circle } = concerned;
  const pauses = { times: random.pick([1, 3, 8]), forMs: random.integer(random.pick(pausesMs)) };
  const identifier = commonest(circle);
  if (
    identifier !== undefined &&
    (about === "values" || (about === "anything" && random.chance(0.5)))
  ) {
    const { type, namespace, value } = identifier;
    const of = random.pick(identityKinds);
    return { kind: "waver over a value", identifier: { type, namespace, value }, of, ...pauses };
  }
  const [merge, ...others] = rearrangings(random, concerned);
  const over = about === "merges" ? merge : (random.pick([merge, ...others]) ?? merge);
  return { kind: "waver", over, ...pauses };
}

/** What most of these events carry: if any value is disputed, it is this one. */
function commonest(events: readonly Spoken[]): Identifier | undefined {
  const said = events.flatMap(({ identifiers }) => identifiers);
  const [first] = [...Map.groupBy(said, (each) => identifierText(each)).values()].toSorted(
    (a, b) => b.length - a.length,
  );
  return first?.[0];
}

const pausesMs: [number, ...number[]] = [20, 300, 4_000];

/** Now and then somebody of another circle is mistaken for one of this. */
function rearrangings(random: Random, { circle, all }: Concerned): [Rearranging, ...Rearranging[]] {
  const event = random.pick(circle)?.id ?? "";
  const other = random.pick(random.chance(0.7) ? circle : all)?.id ?? "";
  return [
    { kind: "merge", events: [event, other] },
    { kind: "split events", event, along: other },
    { kind: "split identifier", event, draw: random.next() },
  ];
}
