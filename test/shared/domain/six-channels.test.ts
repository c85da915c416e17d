import { expect, it } from "vitest";
import { inventCustomer } from "#bin/demo/customer.ts";
import { type Signing, tellStory } from "#bin/demo/story.ts";
import { eventsOf } from "#bin/demo/understood.ts";
import { attach, type AttachContext } from "#shared/domain/identity/attach.ts";
import type { Changes, IndexEntry } from "#shared/domain/identity/changes.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { Policy } from "#shared/domain/policy.ts";
import { memoryWorld } from "#test/fixtures/memory-world.ts";
import demo from "#infra/tenants/demo.json" with { type: "json" };

const policy = Policy.parse(demo);
const fields = fieldRegistry(policy);

const now = new Date("2026-11-22T10:00:00.000Z");
const aesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const signing: Signing = {
  baseUrl: "https://hooks.demo.example",
  now,
  randomBytes: (count) => Buffer.alloc(count, 7),
  secrets: {
    website: { signingSecret: `whsec_${"A".repeat(43)}=` },
    typeform: { secret: "a secret of typeform" },
    shopify: { appSecret: "a secret of shopify" },
    "wechat-official": {
      wx7b41c09e5d8a2f36: { token: "a token of wechat", encodingAESKey: aesKey },
    },
    "twilio-voice": { authToken: "a token of twilio" },
    jinshuju: { pathToken: "a-token-in-the-address-1" },
  },
};

const story = tellStory(inventCustomer(Buffer.from("8 bytes!")), now);

/** The first event that each channel of the story tells. */
const names = [...new Set(story.map(({ channel }) => channel))];
const events = names.map((name): CustomerEvent => {
  const [event] = story
    .filter(({ channel }) => channel === name)
    .flatMap((telling) => eventsOf(telling.sign(signing), telling, signing));
  if (event === undefined) throw new Error(`${name} tells nothing`);
  return event;
});

/** What a store would hold. */
interface Memory {
  people: Map<string, Person>;
  entries: Map<string, IndexEntry>;
  eventIds: Map<string, string[]>;
}

function remember({ people, entries, eventIds }: Memory, changes: Changes): void {
  for (const { id, into } of changes.merged) {
    people.delete(id);
    eventIds.set(into, [...(eventIds.get(into) ?? []), ...(eventIds.get(id) ?? [])]);
    eventIds.delete(id);
    for (const [text, entry] of entries) {
      if (entry.ownerId === id) entries.set(text, { ...entry, ownerId: into });
    }
  }
  for (const person of changes.people) {
    people.set(person.id, { ...person, version: person.version + 1 });
  }
  for (const entry of changes.entries) {
    entries.set(identifierText(entry.identifier), { ...entry, version: entry.version + 1 });
  }
  for (const { event, personId } of changes.attached) {
    eventIds.set(personId, [...(eventIds.get(personId) ?? []), event.id]);
  }
}

function newContext(): AttachContext {
  let lastId = 0;
  const newId = () => `person-${++lastId}`;
  return { policy, fields, newId, keyOf: identifierText, markOf: identifierText };
}

/** Batch after batch; answers the canonical export of what came of it. */
function exportAfter(batches: readonly (readonly CustomerEvent[])[]): string {
  const memory: Memory = { people: new Map(), entries: new Map(), eventIds: new Map() };
  const context = newContext();
  for (const batch of batches) {
    const { people, entries } = memory;
    const changes = attach(batch, { people: [...people.values()], entries }, context);
    if (changes === undefined) throw new Error("six channels contradict each other");
    remember(memory, changes);
  }
  return canonicalExport(
    [...memory.people.values()].map(({ id, record }) => ({
      record,
      eventIds: memory.eventIds.get(id) ?? [],
    })),
  );
}

function* permutations<Item>(items: readonly Item[]): Generator<Item[]> {
  if (items.length === 0) yield [];
  for (const [at, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(at, 1))) yield [item, ...rest];
  }
}

const orders = [...permutations(events)];

it("six channels have 720 orders and share no name for their customer", () => {
  expect(orders).toHaveLength(720);
  expect(new Set(events.map(({ channel }) => channel)).size).toBe(6);
  const [call, follow] = ["twilio-voice", "wechat-official"].map((name) =>
    events.find(({ channel }) => channel === name),
  );
  expect(call?.identifiers.map(({ type }) => type)).toEqual(["phone"]);
  expect(follow?.identifiers.map(({ type }) => type)).toEqual(["wechat-openid"]);
});

it.each([
  ["one by one", (order: CustomerEvent[]) => order.map((event) => [event])],
  ["in two batches", (order: CustomerEvent[]) => [order.slice(0, 3), order.slice(3)]],
  ["in one batch", (order: CustomerEvent[]) => [order]],
])("six events in any order are one person with one record, %s", (_, batched) => {
  const exports = new Set(orders.map((order) => exportAfter(batched(order))));
  expect(exports.size).toBe(1);
  const [only = ""] = exports;
  expect(only.split("\n")).toHaveLength(1);
  expect(JSON.parse(only)).toMatchObject({
    count: 6,
    channels: [...names].sort(),
  });
  expect(exports).toEqual(new Set([exportAfter([events])]));
});

it("what one typed does not join a proved number to a proved account: they stay two", async () => {
  const proved = events.map((event) =>
    event.channel === "twilio-voice"
      ? { ...event, identifiers: event.identifiers.map((each) => ({ ...each, verified: true })) }
      : event,
  );
  const [call, follow, trial] = ["twilio-voice", "wechat-official", "jinshuju"].map((name) =>
    proved.filter(({ channel }) => channel === name),
  );
  for (const order of permutations([call, follow, trial])) {
    const world = memoryWorld(policy);
    for (const each of order) await world.deliver(...(each ?? []));
    const people = [...world.people.values()];
    expect(people.map(({ record }) => record.events).sort((a, b) => a - b)).toEqual([1, 2]);
    const refused = people.flatMap(({ unlinked }) => unlinked.map(({ type, why }) => [type, why]));
    expect(refused).toEqual([["phone", "claimed"]]);
  }
});
