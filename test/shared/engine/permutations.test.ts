/** Eight things that happen to some customers, in each of their 40,320 orders: one outcome. */
import { expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import { type Decision, subjectsOf } from "#shared/domain/identity/decision.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import {
  claims,
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
  policy,
} from "#test/fixtures/events.ts";
import { fork, memoryWorld } from "#test/fixtures/memory-world.ts";

const [one, two] = [nationalId(nationalIdOf(1)), nationalId(nationalIdOf(2))];
const caller = eventOf(1, {
  identifiers: [phone(phoneOf(1), true), one],
  claims: claims({ city: "Suzhou" }),
});
const subscriber = eventOf(2, {
  identifiers: [email(emailOf(1))],
  claims: claims({ city: "Wuxi" }),
});
const typedBoth = eventOf(3, { identifiers: [phone(phoneOf(1)), email(emailOf(1))] });
const follower = eventOf(4, {
  identifiers: [email(emailOf(1), true), openid("oFollower", true)],
  claims: claims({ city: "Yili" }),
});
const sister = eventOf(5, {
  identifiers: [phone(phoneOf(1)), two],
  claims: claims({ city: "Aksu" }),
});
const provedBoth = eventOf(6, { identifiers: [phone(phoneOf(1), true), email(emailOf(1), true)] });
const apart: Decision = {
  id: "dec_apart",
  at: minute(9),
  by: "steward",
  ruling: {
    kind: "different",
    leaving: [{ event: subscriber.id }],
    staying: [{ event: follower.id }],
  },
};

type Step = CustomerEvent | Decision;
/** Attach, merge, a contradiction, a claimed bridge that is later verified, a decision, a duplicate. */
const steps: readonly Step[] = [
  caller,
  subscriber,
  typedBoth,
  follower,
  sister,
  provedBoth,
  apart,
  typedBoth,
];
const events = [caller, subscriber, typedBoth, follower, sister, provedBoth];

type World = ReturnType<typeof memoryWorld>;

/** A human can decide only about what there is: what comes too early is decided as soon as possible. */
async function take(world: World, step: Step, waiting: readonly Decision[]): Promise<Decision[]> {
  const decisions = [...waiting];
  if ("ruling" in step) decisions.push(step);
  else await world.deliver(step);
  const ripe = decisions.filter(({ ruling }) => subjectsOf(ruling).every(world.knows));
  for (const decision of ripe) await world.rule(decision);
  return decisions.filter((decision) => !ripe.includes(decision));
}

/** Orders that begin alike share the work of their beginning. */
async function* outcomes(
  left: readonly Step[],
  world: World = memoryWorld(),
  waiting: readonly Decision[] = [],
): AsyncGenerator<World> {
  if (left.length === 0) yield world;
  for (const [at, step] of left.entries()) {
    // The redelivery and its original are the same step.
    if (left.indexOf(step) !== at) continue;
    const next = fork(world);
    const stillWaiting = await take(next, step, waiting);
    yield* outcomes(left.toSpliced(at, 1), next, stillWaiting);
  }
}

it("every order of attach, merge, contradiction, bridge, decision and duplicate", async () => {
  const { people, contested } = resolve({ events, decisions: [apart] }, { ...folding, policy });
  const expected = canonicalExport(people);
  expect(people.length).toBeGreaterThan(1);
  expect(contested.length).toBeGreaterThan(0);
  let orders = 0;
  for await (const world of outcomes(steps)) {
    orders += 1;
    const exported = world.exported();
    if (exported !== expected) expect(exported).toBe(expected);
  }
  // Of 40,320 orders half differ only in which of two equal deliveries comes first.
  expect(orders).toBe(40_320 / 2);
}, 120_000);
