/** The incremental engine against the specification: whatever happens in whatever order. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import { identifierText, type StatedIdentifier } from "#shared/domain/identifier.ts";
import {
  type Decision,
  type Ruling,
  type Subject,
  subjectsOf,
} from "#shared/domain/identity/decision.ts";
import { type Resolution, resolve } from "#shared/domain/identity/specification.ts";
import { Policy } from "#shared/domain/policy.ts";
import {
  email,
  emailOf,
  eventOf,
  folding,
  minute,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  claims,
} from "#test/fixtures/events.ts";
import { memoryWorld } from "#test/fixtures/memory-world.ts";

/** Limits so low that small worlds reach every guard. */
const strict = Policy.parse({
  tenant: "demo",
  phoneRegion: "CN",
  limits: { phone: 2, email: 2, "national-id": 1 },
});

/** Two phones only, so that they soon come along with too many different others. */
const anyLink: fc.Arbitrary<StatedIdentifier> = fc.oneof(
  fc.tuple(fc.nat(1), fc.boolean()).map(([n, verified]) => phone(phoneOf(n), verified)),
  fc.tuple(fc.nat(8), fc.boolean()).map(([n, verified]) => email(emailOf(n), verified)),
  fc.tuple(fc.nat(7), fc.boolean()).map(([n, verified]) => nationalId(nationalIdOf(n), verified)),
  fc.nat(3).map((n) => openid(`oMadeUp${n}`, true)),
);

const anyEventsOf = (most: number): fc.Arbitrary<CustomerEvent[]> =>
  fc
    .array(
      fc.record({
        at: fc.nat(3),
        identifiers: fc.uniqueArray(anyLink, {
          maxLength: 3,
          selector: (identifier) => identifierText(identifier),
        }),
        city: fc.constantFrom("Suzhou", "Wuxi", "Yili"),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((said) =>
      said.map(({ at, identifiers, city }, serial) =>
        eventOf(serial, { observedAt: minute(at), identifiers, claims: claims({ city }) }),
      ),
    );

const anySubject = (events: readonly CustomerEvent[]): fc.Arbitrary<Subject> =>
  fc.oneof(
    fc.constantFrom(...events).map(({ id }) => ({ event: id })),
    anyLink.map((link) => ({ identifier: identifierText(link) })),
  );

const anyRuling = (events: readonly CustomerEvent[]): fc.Arbitrary<Ruling> => {
  const subjects = fc.array(anySubject(events), { minLength: 1, maxLength: 2 });
  const identifier = anyLink.map((link) => identifierText(link));
  return fc.oneof(
    subjects.map((subjects) => ({ kind: "same" as const, subjects })),
    fc.tuple(subjects, subjects).map(([leaving, staying]) => ({
      kind: "different" as const,
      leaving,
      staying,
    })),
    identifier.map((identifier) => ({ kind: "block" as const, identifier })),
    identifier.map((identifier) => ({ kind: "lift" as const, identifier })),
  );
};

const anyHistory = (most: number) =>
  anyEventsOf(most).chain((events) =>
    fc
      .tuple(
        fc.constant(events),
        fc.array(fc.tuple(anyRuling(events), fc.nat(most * 2), fc.boolean()), { maxLength: 4 }),
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: most, maxLength: most }),
      )
      .map(([, rulings, order, batches]) => ({ events, rulings, order, batches })),
  );

async function live(
  {
    events,
    rulings,
    order,
    batches,
  }: {
    events: readonly CustomerEvent[];
    rulings: readonly [Ruling, number, boolean][];
    order: readonly CustomerEvent[];
    batches: readonly number[];
  },
  policy: Policy,
) {
  const world = memoryWorld(policy);
  const waiting = [...order];
  const decisions = rulings.map(([ruling, at, revoked], serial): [Decision, number, boolean] => [
    { id: `dec${serial}`, at: minute(serial), by: "steward", ruling },
    at,
    revoked,
  ]);
  const ruled: Decision[] = [];
  const rule = async (decision: Decision): Promise<void> => {
    const { ruling } = decision;
    const judges = ruling.kind === "same" || ruling.kind === "different";
    // Nobody decides about what nobody has seen.
    // And nobody blocks what is blocked.
    const repeats = ruled.some((known) => canonicalJson(known.ruling) === canonicalJson(ruling));
    if (!judges && repeats) return;
    if (judges && !subjectsOf(ruling).every((subject) => world.knows(subject))) return;
    ruled.push(decision);
    await world.rule(decision);
  };
  for (let step = 0; waiting.length > 0 || step <= order.length * 2; step++) {
    for (const [decision, at] of decisions) if (at === step) await rule(decision);
    await world.deliver(...waiting.splice(0, batches[step % batches.length] ?? 1));
  }
  for (const [decision, at] of decisions) if (at > order.length * 2) await rule(decision);
  for (const [decision, , revoked] of decisions) {
    if (revoked && ruled.includes(decision)) await world.revoke(decision);
  }
  world.check();
  const standing = decisions
    .filter(([decision, , revoked]) => ruled.includes(decision) && !revoked)
    .map(([decision]) => decision);
  return { world, expected: resolve({ events, decisions: standing }, { ...folding, policy }) };
}

function questionsOf({ contested, generic }: Resolution): string[] {
  const texts = new Set(contested.map(({ identifier }) => identifierText(identifier)));
  const names = [...texts].map((text) => `contested-link ${text}`);
  return [...names, ...[...generic].map((text) => `generic-value ${text}`)].sort();
}

describe("the engine", () => {
  it.each([strict, Policy.parse({ tenant: "demo", phoneRegion: "CN" })])(
    "comes to what the specification says of the same events",
    async (policy) => {
      await fc.assert(
        fc.asyncProperty(anyHistory(14), async (history) => {
          const { world, expected } = await live({ ...history, rulings: [] }, policy);
          expect(world.exported()).toBe(canonicalExport(expected.people));
          expect(world.openReviews()).toEqual(questionsOf(expected));
        }),
        { numRuns: 400 },
      );
    },
  );

  it("and of the same decisions, taken at any time and taken back", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory(12), async (history) => {
        const { world, expected } = await live(history, strict);
        expect(world.exported()).toBe(canonicalExport(expected.people));
        expect(world.openReviews()).toEqual(questionsOf(expected));
      }),
      { numRuns: 400 },
    );
  });
});
