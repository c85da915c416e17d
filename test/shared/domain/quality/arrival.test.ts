import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { newPerson, type Person } from "#shared/domain/identity/person.ts";
import { emptyRecord, join, recordOf } from "#shared/domain/record.ts";
import {
  arrivalsOf,
  countArrival,
  countKnown,
  countQuarantined,
} from "#shared/domain/quality/arrival.ts";
import { countOf, type Tally } from "#shared/domain/quality/tally.ts";
import {
  claim,
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
const usableAt = new Date(minute(60));
const foldOf = (events: readonly CustomerEvent[]) =>
  events.map((each) => recordOf(each, [], folding)).reduce(join, emptyRecord);
const personOf = (id: string, ...events: CustomerEvent[]): Person => ({
  ...newPerson(id),
  version: 1,
  record: foldOf(events),
});

function count(event: CustomerEvent, ...before: CustomerEvent[]): Tally {
  const met = before.length > 0 ? foldOf(before) : undefined;
  return countArrival({ event, personId: "person-a", met }, usableAt, context).tally;
}

describe("an event is counted", () => {
  it("by its source, on the day of its receipt in UTC", () => {
    const late = eventOf(1, {
      observedAt: "2026-02-27T23:00:00.000Z",
      receivedAt: "2026-02-28T23:59:59.999Z",
    });
    const counted = countArrival({ event: late, personId: "p", met: undefined }, usableAt, context);
    expect(counted).toMatchObject({ source: "website:contact", day: "2026-02-28" });
  });

  it("as new, with its person and what it says of each field", () => {
    const said = [
      ...claims({ email: "ann@brook.cn", city: "Suzhou" }),
      claim("phone", "12", { valid: false }),
    ];
    const removal = claim("company", "", { removed: true });
    const event = eventOf(1, { claims: [...said, removal], receivedAt: minute(1) });
    expect(count(event)).toEqual({
      counts: {
        ids: expect.any(Number),
        new: 1,
        newPeople: 1,
        named: 1,
        signed: 1,
        waited: 59 * 60,
        "lag.12": 1,
        "valid.email": 1,
        "valid.city": 1,
        "invalid.phone": 1,
      },
      people: new Set(["a"]),
      samples: { invalid: event.id },
    });
  });

  it("as untraceable where nothing tells where, when and from whom", () => {
    const { counts } = count(eventOf(1, { source: "website:-", trust: "token" }));
    expect([counts.named, counts.timed, counts.signed]).toEqual([undefined, undefined, undefined]);
  });

  it("as timed by its provider where it was observed at another moment than received", () => {
    const event = eventOf(1, { observedAt: minute(1), receivedAt: minute(2) });
    expect(countOf(count(event), "timed")).toBe(1);
  });

  it("as ahead where its clock is, and not for five minutes", () => {
    const ahead = eventOf(1, { observedAt: minute(16), receivedAt: minute(10) });
    expect(count(ahead)).toMatchObject({ counts: { ahead: 1 }, samples: { ahead: ahead.id } });
    const close = eventOf(1, { observedAt: minute(15), receivedAt: minute(10) });
    expect(countOf(count(close), "ahead")).toBe(0);
  });

  it("as made up where its values are", () => {
    const tally = count(eventOf(1, { claims: claims({ fullName: "test" }) }));
    expect(tally.counts).toMatchObject({ "valid.fullName": 1, "madeUp.fullName": 1 });
  });
});

describe("a value", () => {
  const shop = (values: Record<string, string>) =>
    eventOf(1, { channel: "shopify", claims: claims(values) });
  const compared = (mine: CustomerEvent, ...before: CustomerEvent[]) => {
    const { counts } = count(mine, ...before);
    return Object.keys(counts).filter((name) => /^(agrees|differs)/.test(name));
  };
  const form = (...said: Parameters<typeof claims>) => eventOf(2, { claims: claims(...said) });

  it("agrees or differs with what another channel said", () => {
    expect(
      compared(
        form({ city: "Suzhou", jobTitle: "Head" }),
        shop({ city: "Suzhou", jobTitle: "Buyer" }),
      ),
    ).toEqual(["agrees.city", "differs.jobTitle"]);
  });

  it("agrees in whatever spelling says the same", () => {
    const known = shop({ company: "Suzhou River Instruments Co., Ltd", jobTitle: "BUYER" });
    expect(
      compared(form({ company: "Suzhou River Instruments", jobTitle: "Buyer" }), known),
    ).toEqual(["agrees.company", "agrees.jobTitle"]);
  });

  it("is not compared with its own channel, with nothing, or with what is invalid", () => {
    expect(compared(form({ city: "Suzhou" }), form({ city: "Xi'an" }))).toEqual([]);
    expect(compared(form({ city: "Suzhou" }), shop({ jobTitle: "Buyer" }))).toEqual([]);
    const broken = eventOf(1, {
      channel: "shopify",
      claims: [claim("phone", "12", { valid: false })],
    });
    expect(compared(form({ phone: "+8613900000013" }), broken)).toEqual([]);
    const mine = eventOf(2, { claims: [claim("phone", "12", { valid: false })] });
    expect(compared(mine, shop({ phone: "+8613900000013" }))).toEqual([]);
  });

  it("of one visit contradicts no other visit", () => {
    const visit = {
      utmSource: "wechat",
      interest: "tea",
      note: "call",
      landingPage: "https://a.cn",
    };
    const other = {
      utmSource: "search",
      interest: "cups",
      note: "no",
      landingPage: "https://b.cn",
    };
    expect(compared(form(visit), shop(other))).toEqual([]);
  });

  it("is met by who is known from another channel, and not by who is not", () => {
    expect(countOf(count(form({ city: "Suzhou" }), shop({})), "shared")).toBe(1);
    expect(countOf(count(form({ city: "Suzhou" }), form({})), "shared")).toBe(0);
    expect(countOf(count(form({ city: "Suzhou" })), "shared")).toBe(0);
  });
});

describe("of one commit", () => {
  const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
    eventOf(serial, { identifiers });
  const [ada, eve] = [phone(phoneOf(1)), email(emailOf(2))];
  const became = (id: string, ...events: CustomerEvent[]): Person => ({
    ...personOf(id, ...events),
    record: events.map((each) => recordOf(each, each.identifiers, folding)).reduce(join),
  });
  const met = (events: CustomerEvent[], merged: [string, ...CustomerEvent[]][] = []) => {
    const before = new Map(merged.map(([id, ...own]) => [id, became(id, ...own)]));
    const people = [became("p", ...events, ...merged.flatMap(([, ...own]) => own))];
    const gone = [...before.keys()].filter((id) => id !== "p");
    const changes = {
      attached: events.map((event) => ({ event, personId: "p" })),
      merged: gone.map((id) => ({ id, version: 1, into: "p" })),
      people,
    };
    const arrivals = arrivalsOf(changes, before, context);
    return arrivals.map(({ event, met: whom }) => [event.id, whom?.events]);
  };

  it("events of one person meet each other in the order of receipt", () => {
    const [first, second, third] = [saying(1, ada), saying(2, ada), saying(3, ada)];
    expect(met([third, first, second])).toEqual([
      [first.id, undefined],
      [second.id, 1],
      [third.id, 2],
    ]);
  });

  it("what nothing links yet does not meet, though a later event links it", () => {
    const [first, second, bridge] = [saying(1, ada), saying(2, eve), saying(3, ada, eve)];
    expect(met([bridge, second, first])).toEqual([
      [first.id, undefined],
      [second.id, undefined],
      [bridge.id, 2],
    ]);
  });

  it("an event that joins persons meets what all of them said, and one before it does not", () => {
    const earlier = saying(3, ada);
    const bridge = saying(4, ada, eve);
    const known: [string, ...CustomerEvent[]][] = [
      ["p", saying(1, ada)],
      ["q", saying(2, eve)],
    ];
    expect(met([bridge, earlier], known)).toEqual([
      [earlier.id, 1],
      [bridge.id, 3],
    ]);
  });

  it("an identifier that does not point at the person in the end links nothing", () => {
    const [first, second] = [saying(1, ada), saying(2, ada, eve)];
    const attached = [first, second].map((event) => ({ event, personId: "p" }));
    const people = [became("p", saying(2, eve))];
    const arrivals = arrivalsOf({ attached, merged: [], people }, new Map(), context);
    expect(arrivals.map(({ met: whom }) => whom)).toEqual([undefined, undefined]);
  });

  it("events of several persons do not meet", () => {
    const attached = [saying(1, ada), saying(2, eve)].map((event, at) => ({
      event,
      personId: `p${at}`,
    }));
    const people = attached.map(({ event, personId }) => became(personId, event));
    const arrivals = arrivalsOf({ attached, merged: [], people }, new Map(), context);
    expect(arrivals.map(({ met: whom }) => whom)).toEqual([undefined, undefined]);
  });
});

it("a repetition is counted by its source, and as nothing else", () => {
  expect(countKnown(eventOf(1), 2)).toEqual({
    source: "website:contact",
    day: "2026-03-01",
    tally: { counts: { known: 2 }, people: new Set(), samples: {} },
  });
});

it("what was not understood is counted by its channel and reason", () => {
  const delivery = { channel: "typeform", reason: "no answers", receivedAt: minute(0) };
  expect(countQuarantined(delivery)).toMatchObject({
    source: "typeform",
    tally: { counts: { "quarantined.no answers": 1 } },
  });
});
