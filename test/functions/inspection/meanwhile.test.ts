/** What happens to people while an inspection is under way. */
import { ScanCommand, type ScanCommandOutput } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { split } from "#shared/engine/steward.ts";
import { findEvent } from "#shared/stores/events.ts";
import { engineOn } from "#test/fixtures/deliver.ts";
import { claims } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { newWorld, type World } from "./world.ts";

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

const placeOf = async (event: CustomerEvent): Promise<string> => {
  const found = await findEvent(event.id, store);
  if (found.kind !== "stored") throw new Error("the event is not stored");
  return found.personId;
};

/** One person a page; after the page on which the first of these ids was, something happens once. */
async function inspectWhile(world: World, ids: readonly string[], happens: () => Promise<unknown>) {
  const seen: string[] = [];
  let happened = false;
  const send = async (command: never): Promise<unknown> => {
    if (!((command as object) instanceof ScanCommand)) return store.database.send(command);
    if (!happened && seen.some((id) => ids.includes(id))) {
      happened = true;
      await happens();
    }
    const page: ScanCommandOutput = await store.database.send(command);
    seen.push(...(page.Items ?? []).map((row) => String(row["id"])));
    return page;
  };
  const limits = { peoplePerPage: 1 };
  await world.inspect(limits, { ...store, database: { send } as TestStores["store"]["database"] });
  expect(happened).toBe(true);
}

it("who merges while it is under way is counted once, whichever of them was looked at before", async () => {
  for (let time = 0; time < 5; time++) {
    const world = await newWorld(stores);
    const [one, other] = [
      world.said(1, { identifiers: [world.phone(1)], claims: claims({ city: "Suzhou" }) }),
      world.said(2, { identifiers: [world.email(1)], source: "website:fair" }),
    ] as const;
    await world.consumer.deliver(one);
    await world.consumer.deliver(other);
    const before = await world.counted();
    const ids = [await placeOf(one), await placeOf(other)];
    const bridge = world.said(4 * 24 * 60, { identifiers: [world.phone(1), world.email(1)] });
    await inspectWhile(world, ids, () => world.consumer.deliver(bridge));
    expect(await world.counted()).toEqual(before);
    expect((await world.summary()).inspection).toMatchObject({ events: 2, added: 0, surplus: 0 });
  }
});

it("who is parted while it is under way is not counted twice", async () => {
  for (let time = 0; time < 5; time++) {
    const world = await newWorld(stores);
    const events = [1, 2, 3].map((serial) =>
      world.said(serial, { identifiers: [world.phone(1)], claims: claims({ city: "Suzhou" }) }),
    ) as [CustomerEvent, CustomerEvent, CustomerEvent];
    for (const event of events) await world.consumer.deliver(event);
    const before = await world.counted();
    const personId = await placeOf(events[0]);
    const engine = { ...engineOn(store), now: () => world.clock.now };
    const part = { events: [events[2].id] };
    await inspectWhile(world, [personId], async () => {
      const judged = await split({ personId, part }, { by: "bo" }, engine);
      expect(judged.kind).toBe("decided");
    });
    expect(await world.counted()).toEqual(before);
    expect((await world.summary()).inspection.added).toBe(0);
  }
});

it("who was merged before is counted where each event was stored, and met as one", async () => {
  const world = await newWorld(stores);
  const events = [
    world.said(1, { identifiers: [world.phone(1)], claims: claims({ city: "Suzhou" }) }),
    world.said(2, { identifiers: [world.email(1)], claims: claims({ city: "Suzhou" }) }),
    world.said(3, {
      channel: "shopify",
      identifiers: [world.phone(1), world.email(1)],
      claims: claims({ city: "Hangzhou" }),
    }),
  ];
  for (const event of events) await world.deliverDying(event);
  await world.inspect();
  const [shop, site] = await world.counted();
  expect(shop?.tally.counts).toMatchObject({ new: 1, shared: 1, "differs.city": 1 });
  expect(site?.tally.counts).toMatchObject({ new: 2, newPeople: 2 });
  expect((await world.summary()).inspection).toMatchObject({ events: 3, added: 3, surplus: 0 });
});

it("tells where channels contradict each other, and of too few people nothing", async () => {
  const world = await newWorld(stores);
  const channels = ["aircall", "zendesk"] as const;
  for (let who = 0; who < 6; who++) {
    for (const [at, channel] of channels.entries()) {
      const said = { city: who < 4 ? "Suzhou" : channel, ...(who < 4 && { jobTitle: channel }) };
      const identifiers = [world.phone(who)];
      await world.consumer.deliver(
        world.said(who * 2 + at, { channel, identifiers, claims: claims(said) }),
      );
    }
  }
  await world.inspect();
  expect((await world.summary()).conflicts).toEqual([
    { channels: [...channels], field: "city", people: 2, of: 6 },
  ]);
});
