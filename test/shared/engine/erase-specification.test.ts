/** Erasures in between: whatever came before and after, the engine comes to what the living events say. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import { identifierText, type StatedIdentifier } from "#shared/domain/identifier.ts";
import { isCrowded } from "#shared/domain/identity/companions.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { isBy } from "#shared/domain/identity/late.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import { Policy } from "#shared/domain/policy.ts";
import {
  claims,
  email,
  emailOf,
  eventOf,
  folding,
  minute,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import { memoryWorld } from "#test/fixtures/memory-world.ts";

const strict = Policy.parse({
  tenant: "demo",
  phoneRegion: "CN",
  limits: { phone: 2, email: 2, "national-id": 1 },
});

const anyLink: fc.Arbitrary<StatedIdentifier> = fc.oneof(
  fc.tuple(fc.nat(2), fc.boolean()).map(([n, verified]) => phone(phoneOf(n), verified)),
  fc.tuple(fc.nat(6), fc.boolean()).map(([n, verified]) => email(emailOf(n), verified)),
  fc.tuple(fc.nat(6), fc.boolean()).map(([n, verified]) => nationalId(nationalIdOf(n), verified)),
);

/** Observed perhaps long before it was received; received in minute `serial`. */
const anyEvent = fc.record({
  age: fc.constantFrom(0, 0, 5, 30),
  identifiers: fc.uniqueArray(anyLink, {
    maxLength: 3,
    selector: (identifier) => identifierText(identifier),
  }),
  city: fc.constantFrom("Suzhou", "Wuxi"),
});

type Step =
  | { kind: "event"; said: { age: number; identifiers: StatedIdentifier[]; city: string } }
  /** An event that was there before arrives again, as another one where it was edited. */
  | { kind: "again"; of: number; edited: boolean }
  | { kind: "erase"; whom: number; named: StatedIdentifier[]; suppress: boolean };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: anyEvent.map((said) => ({ kind: "event" as const, said })) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("again" as const),
      of: fc.nat(),
      edited: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("erase" as const),
      whom: fc.nat(),
      named: fc.array(anyLink, { maxLength: 1 }),
      suppress: fc.boolean(),
    }),
  },
);

async function live(steps: readonly Step[]) {
  const world = memoryWorld(strict);
  const told: CustomerEvent[] = [];
  const erasures: { at: string; erased: CustomerEvent[] }[] = [];
  for (const [serial, step] of steps.entries()) {
    if (step.kind === "event") {
      const { age, identifiers, city } = step.said;
      const said = { observedAt: minute(serial - age), receivedAt: minute(serial) };
      const event = eventOf(serial, { ...said, identifiers, claims: claims({ city }) });
      told.push(event);
      await world.deliver(event);
    } else if (step.kind === "again") {
      const before = told[step.of % told.length];
      if (before === undefined) continue;
      await world.deliver(step.edited ? { ...before, id: eventOf(serial).id } : before);
    } else {
      const ids = [...world.people.keys()];
      const id = ids[step.whom % ids.length];
      const person = id === undefined ? undefined : world.people.get(id);
      const places = new Set(person ? [person.id, ...person.absorbed] : []);
      const erased = [...world.events.values()]
        .filter(({ personId }) => places.has(personId))
        .map(({ event }) => event);
      const at = minute(serial);
      await world.erase({
        at,
        people: person ? [{ id: person.id, shapeVersion: person.shapeVersion }] : [],
        identifiers: step.named.map(({ type, namespace, value }) => ({ type, namespace, value })),
        suppress: step.suppress,
      });
      erasures.push({ at, erased });
    }
  }
  return { world, erasures };
}

describe("an erasure", () => {
  it("leaves the others as if the erased had never been, but for values that many carried", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 22 }), async (steps) => {
        const { world } = await live(steps);
        world.check();
        const crowded = [...world.entries]
          .filter(([, { companions }]) => isCrowded(companions, strict.limits))
          .map(([text]) => text);
        const expected = resolve(
          {
            events: [...world.events.values()].map(({ event }) => event),
            erasures: [{ at: "", identifiers: [], suppressed: [], crowded }],
          },
          { ...folding, policy: strict },
        );
        expect(world.exported()).toBe(canonicalExport(expected.people));
      }),
      { numRuns: 500 },
    );
  });

  it("is for good: nobody who is there carries what was stamped, as old as that or suppressed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 22 }), async (steps) => {
        const { world, erasures } = await live(steps);
        for (const { event } of world.events.values()) {
          for (const link of linksOf(event, strict)) {
            const entry = world.entries.get(identifierText(link));
            const { erased } = entry ?? {};
            expect(erased !== undefined && isBy(event, erased), event.id).toBe(false);
            expect(entry?.suppressed ?? false).toBe(false);
          }
        }
        for (const { erased } of erasures) {
          for (const { id } of erased) expect(world.events.has(id)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
