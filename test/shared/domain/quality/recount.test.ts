import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correctionChannel, type CustomerEvent } from "#shared/domain/event.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { emptyRecord, type GoldenRecord, join, recordOf } from "#shared/domain/record.ts";
import { arrivalsOf, countArrival } from "#shared/domain/quality/arrival.ts";
import { recount } from "#shared/domain/quality/recount.ts";
import { type Counted, countOf, entriesOf, sumUp } from "#shared/domain/quality/tally.ts";
import {
  anyEvents,
  claims,
  email,
  emailOf,
  eventOf,
  folding,
  minute,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";

const context = { ...folding, policy };

/** Everything by which these events may be linked points at one person. */
const recordOfAll = (events: readonly CustomerEvent[]): GoldenRecord =>
  events.map((event) => recordOf(event, linksOf(event, policy), folding)).reduce(join, emptyRecord);
const recounted = (events: readonly CustomerEvent[], id = "person-a"): Counted[] =>
  recount({ person: { id, record: recordOfAll(events) }, events, isCounted: () => true }, context);
const countsOf = (counted: readonly Counted[], source: string) =>
  counted.find((each) => each.source === source)?.tally.counts ?? {};

/** What the consumer counts of batches, each with the roots that it joins. */
function countedOf(batches: readonly (readonly CustomerEvent[])[]): Counted[] {
  let roots: { id: string; record: GoldenRecord }[] = [];
  return sumUp(
    batches.flatMap((batch, serial) => {
      const counted: Counted[] = [];
      for (const group of groupsOf(
        batch,
        roots.map(({ record }) => record),
      )) {
        const texts = textsOf(group);
        const joined = roots.filter(({ record }) => record.identifiers.some(isIn(texts)));
        roots = roots.filter((root) => !joined.includes(root));
        const personId = joined[0]?.id ?? `${serial}-${group[0]?.id}`;
        const record = [...joined.map((root) => root.record), recordOfAll(group)].reduce(join);
        const changes = {
          attached: group.map((event) => ({ event, personId })),
          merged: joined.slice(1).map(({ id }) => ({ id, version: 1, into: personId })),
          people: [{ id: personId, record } as never],
        };
        const before = new Map(joined.map((root) => [root.id, root]));
        const arrivals = arrivalsOf(changes, before, context);
        counted.push(...arrivals.map((each) => countArrival(each, new Date(minute(99)), context)));
        roots.push({ id: personId, record });
      }
      return counted;
    }),
  );
}

const textOf = ({ type, value }: { type: string; value: string }) => `${type} ${value}`;
const textsOf = (events: readonly CustomerEvent[]) =>
  new Set(events.flatMap((event) => linksOf(event, policy).map(textOf)));
const isIn = (texts: ReadonlySet<string>) => (each: { type: string; value: string }) =>
  texts.has(textOf(each));

/** What one commit is about: events that are linked with each other, or by whom they lead to. */
function groupsOf(
  batch: readonly CustomerEvent[],
  known: readonly GoldenRecord[] = [],
): CustomerEvent[][] {
  const groups = known.map(({ identifiers }) => ({
    texts: new Set(identifiers.map(textOf)),
    events: [] as CustomerEvent[],
  }));
  for (const event of batch) {
    const texts = textsOf([event]);
    const linked = groups.filter((group) => [...texts].some((text) => group.texts.has(text)));
    for (const group of linked) groups.splice(groups.indexOf(group), 1);
    groups.push({
      texts: new Set([...linked.flatMap((group) => [...group.texts]), ...texts]),
      events: [...linked.flatMap((group) => group.events), event],
    });
  }
  return groups.map(({ events }) => events).filter(({ length }) => length > 0);
}

/** All but lateness, which no event knows, and whose ids differ from world to world. */
const lasting = (all: readonly Counted[]) =>
  all.map(({ source, day, tally }) => [
    source,
    day,
    Object.fromEntries(
      entriesOf(tally.counts)
        .filter(([counter]) => !/^(lag|waited)/.test(counter))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    tally.samples,
  ]);

/** Of all persons that there are in the end. */
const recountedAll = (events: readonly CustomerEvent[]) => {
  const people = groupsOf(events);
  return sumUp(people.flatMap((own, at) => recounted(own, `person-${at}`)));
};

describe("a recount", () => {
  it("is the same in whatever order the events are given", () => {
    fc.assert(
      fc.property(
        anyEvents.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([events, shuffled]) => {
          expect(recounted(shuffled)).toEqual(recounted(events));
        },
      ),
    );
  });

  it("equals what is counted of events that come in the order of receipt, in whatever batches", () => {
    fc.assert(
      fc.property(
        anyEvents,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }),
        (events, sizes) => {
          const waiting = events.toSorted((a, b) =>
            a.receivedAt === b.receivedAt
              ? a.id < b.id
                ? -1
                : 1
              : a.receivedAt < b.receivedAt
                ? -1
                : 1,
          );
          const batches = sizes.map((size) => waiting.splice(0, size));
          expect(lasting(countedOf(batches))).toEqual(lasting(recountedAll(events)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("knows who was two people until an event joined them", () => {
    const events = [
      eventOf(1, { identifiers: [phone(phoneOf(1))], claims: claims({ city: "Suzhou" }) }),
      eventOf(2, {
        channel: "shopify",
        identifiers: [email(emailOf(2))],
        claims: claims({ city: "Suzhou" }),
      }),
      eventOf(3, {
        channel: "typeform",
        identifiers: [phone(phoneOf(1)), email(emailOf(2))],
        claims: claims({ city: "Hangzhou" }),
      }),
    ];
    const all = recounted(events);
    expect(countsOf(all, "website:contact")).toMatchObject({ new: 1, newPeople: 1 });
    expect(countsOf(all, "shopify:contact")).toMatchObject({ new: 1, newPeople: 1 });
    expect(countsOf(all, "shopify:contact")["agrees.city"]).toBeUndefined();
    expect(countsOf(all, "typeform:contact")).toMatchObject({ shared: 1, "differs.city": 1 });
  });

  it("says nothing of lateness and repetitions, which no event knows", () => {
    const [cell] = recounted([eventOf(1), eventOf(2)]);
    const names = Object.keys(cell?.tally.counts ?? {});
    expect(names.filter((name) => /^(lag|waited|known|quarantined)/.test(name))).toEqual([]);
    expect(names).toContain("new");
  });

  it("counts some of the events, who have met the others", () => {
    const identifiers = [phone(phoneOf(1))];
    const events = [1, 2, 3].map((serial) => eventOf(serial, { identifiers }));
    const person = { id: "person-a", record: recordOfAll(events) };
    const isCounted = ({ id }: CustomerEvent) => id === events[1]?.id;
    const [cell, ...others] = recount({ person, events, isCounted }, context);
    expect(cell?.tally.counts).toMatchObject({ new: 1 });
    expect(cell?.tally.counts.newPeople).toBeUndefined();
    expect(others).toEqual([]);
  });

  it("counts no correction, which others meet all the same", () => {
    const identifiers = [phone(phoneOf(1))];
    const corrected = eventOf(1, {
      channel: correctionChannel,
      source: "correction:bo",
      trust: "staff",
      identifiers,
      claims: claims({ city: "Suzhou" }),
    });
    const all = recounted([
      corrected,
      eventOf(2, { identifiers, claims: claims({ city: "Hangzhou" }) }),
    ]);
    expect(all.map(({ source }) => source)).toEqual(["website:contact"]);
    expect(countOf(all[0]?.tally as never, "differs.city")).toBe(1);
  });
});
