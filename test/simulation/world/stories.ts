/** What is told of invented customers, so that records have something to fold. */
import { type CustomerEvent, clockAheadMs } from "#shared/domain/event.ts";
import { claim, eventOf } from "#test/fixtures/events.ts";
import type { Random } from "#bin/random.ts";
import type { Character } from "./character.ts";
import { makeCircles } from "./circles.ts";

/** When all of it begins. */
export const startMs = Date.UTC(2026, 2, 1, 8);

/** An event as its provider says it: without a time of its own it counts from when it is received. */
export type Told = Omit<CustomerEvent, "receivedAt" | "observedAt"> & {
  observedAt: string | undefined;
};

/** Everything that is told, in an order of its own, and of which circles. */
export function tellStories(
  random: Random,
  { events, weights }: Pick<Character, "events" | "weights">,
): { told: Told[]; circles: Told[][] } {
  const circles = makeCircles(random, { deliveries: events, weights });
  const worth = circles.flatMap((circle) =>
    Array.from({ length: circle.deliveries }, () => circle),
  );
  const stories = random
    .shuffle(worth)
    .slice(0, events)
    .map((circle, serial) => ({ circle, told: tell(serial, circle.speak(random), random) }));
  const byCircle = Map.groupBy(stories, ({ circle }) => circle).values();
  return {
    told: stories.map(({ told }) => told),
    circles: [...byCircle].map((those) => those.map(({ told }) => told)),
  };
}

const channels = ["website", "typeform", "shopify", "twilio-voice"] as const;

/** What is said beside the identifiers. */
function tell(
  serial: number,
  {
    identifiers,
    claims = [],
  }: Pick<CustomerEvent, "identifiers"> & { claims?: CustomerEvent["claims"] },
  random: Random,
): Told {
  const observedMs = startMs + (random.integer(2_000) - 1_000) * 60_000;
  const {
    observedAt: _at,
    receivedAt: _received,
    ...event
  } = eventOf(serial, {
    channel: random.pick(channels),
    identifiers,
    claims: [...claims, ...someClaims(random, claims)],
    consents: random.chance(0.2)
      ? [{ purpose: "email-marketing", granted: random.chance(0.6) }]
      : [],
    tags: random.chance(0.2)
      ? [{ tag: random.pick(["vip", "tea"]), present: random.chance(0.7) }]
      : [],
    extras: random.chance(0.1) ? { seat: String(random.integer(4)) } : {},
  });
  const early = new Date(Math.min(observedMs, startMs + clockAheadMs)).toISOString();
  return { ...event, observedAt: random.chance(0.8) ? early : undefined };
}

function someClaims(random: Random, said: readonly { field: string }[]): CustomerEvent["claims"] {
  const drawn = [
    claim("city", random.pick(["Suzhou", "Wuxi", "Yili"]), { removed: false }),
    claim("fullName", random.pick(["Ada", "Bao", "Chen Wei"]), { valid: random.chance(0.9) }),
    claim("jobTitle", "", { removed: true }),
    claim("note", random.chance(0.02) ? "长".repeat(1_900) : "hello"),
  ];
  const taken = new Set(said.map(({ field }) => field));
  return drawn.filter(({ field }) => !taken.has(field) && random.chance(0.4));
}
