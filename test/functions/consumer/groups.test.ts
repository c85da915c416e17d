import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupEvents } from "#functions/consumer/groups.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { identifierText, type StatedIdentifier } from "#shared/domain/identifier.ts";
import {
  anyEvents,
  email,
  emailOf,
  eventOf,
  minute,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";

const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(serial, { identifiers });
const serials = (groups: readonly CustomerEvent[][]) =>
  groups
    .map((group) => group.map(({ id }) => Number(id.slice(4))).sort((a, b) => a - b))
    .sort(([a = 0], [b = 0]) => a - b);
const grouped = (...events: CustomerEvent[]) => serials(groupEvents(events, policy));

describe("events of a batch are one group", () => {
  it("where they share an identifier", () => {
    const [ours, theirs] = [phone(phoneOf(1)), phone(phoneOf(2))];
    expect(grouped(saying(1, ours), saying(2, theirs), saying(3, ours))).toEqual([[1, 3], [2]]);
  });

  it("where a third one shares with both, wherever it stands in the batch", () => {
    const [a, b] = [saying(1, phone(phoneOf(1))), saying(2, email(emailOf(1)))];
    const bridge = saying(3, phone(phoneOf(1)), email(emailOf(1)));
    expect(grouped(a, b, bridge)).toEqual([[1, 2, 3]]);
    expect(grouped(bridge, a, b)).toEqual([[1, 2, 3]]);
    expect(grouped(a, bridge, b)).toEqual([[1, 2, 3]]);
  });

  it("whether it is proved in one and claimed in the other", () => {
    expect(grouped(saying(1, phone(phoneOf(1), true)), saying(2, phone(phoneOf(1))))).toEqual([
      [1, 2],
    ]);
  });
});

describe("events of a batch are apart", () => {
  it("where they share nothing, or nothing that links", () => {
    const blocked = email("noreply@brook.cn");
    expect(grouped(saying(1), saying(2), saying(3, blocked), saying(4, blocked))).toEqual([
      [1],
      [2],
      [3],
      [4],
    ]);
  });

  it("where values are alike but not their types or namespaces", () => {
    const value = phoneOf(1);
    const others = [phone(value), email(value), { ...phone(value), namespace: "x" }];
    expect(grouped(...others.map((identifier, at) => saying(at, identifier)))).toEqual([
      [0],
      [1],
      [2],
    ]);
  });
});

describe("the groups of any batch", () => {
  /** Two events meet where a chain of shared identifiers leads from one to the other. */
  function connected(
    events: readonly CustomerEvent[],
  ): (a: CustomerEvent, b: CustomerEvent) => boolean {
    const texts = new Map(
      events.map((event) => [event.id, linksOf(event, policy).map((link) => identifierText(link))]),
    );
    return (a, b) => {
      const reached = new Set([a.id]);
      const open = [a.id];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        for (const [other, theirs] of texts) {
          const ours = texts.get(id) ?? [];
          if (reached.has(other) || !theirs.some((text) => ours.includes(text))) continue;
          reached.add(other);
          open.push(other);
        }
      }
      return reached.has(b.id);
    };
  }

  it("are its connected components, each event once", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const groups = groupEvents([...events, ...events.slice(0, 2)], policy);
        const ids = groups.flat().map(({ id }) => id);
        expect(ids.toSorted()).toEqual(events.map(({ id }) => id).sort());
        const meet = connected(events);
        for (const a of events) {
          const group = groups.find((each) => each.includes(a));
          for (const b of events) {
            expect(group?.some(({ id }) => id === b.id)).toBe(meet(a, b));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("hold, of copies of an event, the one that was received first", () => {
    const copies = [7, 3, 5].map((at) => ({
      ...saying(1, phone(phoneOf(1))),
      receivedAt: minute(at),
    }));
    for (const order of [copies, copies.toReversed()]) {
      expect(groupEvents(order, policy)).toMatchObject([[{ receivedAt: minute(3) }]]);
    }
  });

  it("are none where there is nothing", () => {
    expect(grouped()).toEqual([]);
  });
});
