import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identifierText } from "#shared/domain/identifier.ts";
import {
  compareEvidence,
  completeEvidence,
  condense,
  type Evidence,
  evidenceOf,
  linkSetOf,
  linksOf,
} from "#shared/domain/identity/evidence.ts";
import { partition } from "#shared/domain/identity/partition.ts";
import { Policy } from "#shared/domain/policy.ts";
import {
  anyEvents,
  claims,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  minute,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";

describe("what stands for events", () => {
  const [first, second, other] = [
    eventOf(1, { identifiers: [phone(phoneOf(1))] }),
    eventOf(2, { identifiers: [phone(phoneOf(1))] }),
    eventOf(3, { identifiers: [email(emailOf(3))] }),
  ].map((event) => evidenceOf(event, policy)) as [Evidence, Evidence, Evidence];

  it("stays as it was where nothing is missing", () => {
    expect(completeEvidence([first, other], [first, second, other], new Set())).toEqual([
      first,
      other,
    ]);
  });

  it("stands for nobody else once a decision names it: the others get one of their own", () => {
    const named = new Set([first.eventId]);
    const all = [first, second, other];
    expect(completeEvidence([first, other], all, named)).toEqual([first, second, other]);
  });

  it("keeps apart what it kept apart, though nothing but a decision ever did", () => {
    const silent = [4, 5].map((serial) => evidenceOf(eventOf(serial, { identifiers: [] }), policy));
    expect(completeEvidence(silent, silent, new Set())).toEqual(silent);
  });
});

describe("the links of an event", () => {
  it("are tried proved before typed, then by strength", () => {
    const said = eventOf(1, {
      identifiers: [
        email(emailOf(1)),
        phone(phoneOf(1)),
        nationalId(nationalIdOf(1)),
        email(emailOf(2), true),
        openid("oMadeUp1", true),
      ],
    });
    expect(linksOf(said, policy).map(({ value }) => value)).toEqual([
      "oMadeUp1",
      emailOf(2),
      nationalIdOf(1),
      phoneOf(1),
      emailOf(1),
    ]);
  });

  it("are none of what is blocked, by us or by the tenant", () => {
    const blockedValues = [{ type: "phone", value: phoneOf(1) }];
    const strict = Policy.parse({ ...policy, blockedValues });
    const said = eventOf(1, {
      identifiers: [phone(phoneOf(1)), email("noreply@brook.cn"), email(emailOf(1))],
    });
    expect(linksOf(said, strict)).toEqual([email(emailOf(1))]);
  });

  it("are those that the tenant promoted as well, typed and weakest", () => {
    const promoting = Policy.parse({ ...policy, promotedKeys: ["name-birthday"] });
    const said = eventOf(1, {
      identifiers: [email(emailOf(1))],
      claims: claims({ fullName: "Ada Brook", birthday: "1988-04-11" }),
    });
    expect(linksOf(said, promoting)).toMatchObject([
      email(emailOf(1)),
      { type: "composite", namespace: "name-birthday", verified: false },
    ]);
    expect(linksOf(said, policy)).toEqual([email(emailOf(1))]);
  });
});

const carrying = (serial: number, ...identifiers: Evidence["links"]) =>
  evidenceOf(eventOf(serial, { identifiers: [...identifiers] }), policy);
const nobodyAlone = () => false;

describe("evidence is condensed to", () => {
  it("the earliest event of each set of links, earliest first", () => {
    const [mine, other] = [phone(phoneOf(1)), email(emailOf(1))];
    const evidence = [carrying(4, mine, other), carrying(3, mine), carrying(1, mine)];
    expect(condense(evidence, nobodyAlone).map(({ eventId }) => eventId)).toEqual([
      eventIdOf(1),
      eventIdOf(4),
    ]);
  });

  it("the smaller id, where two are of one moment", () => {
    const at = (serial: number) => ({
      ...carrying(serial, phone(phoneOf(1))),
      observedAt: minute(5),
    });
    expect(condense([at(9), at(2), at(5)], nobodyAlone)).toEqual([at(2)]);
  });

  it("one each for what was proved and what was typed", () => {
    const evidence = [carrying(1, phone(phoneOf(1))), carrying(2, phone(phoneOf(1), true))];
    expect(condense(evidence, nobodyAlone)).toEqual(evidence);
  });

  it("every event that a decision names: it may go where its likes do not", () => {
    const evidence = [1, 2, 3, 4].map((serial) => carrying(serial, phone(phoneOf(1))));
    const named = condense(evidence, ({ eventId }) => eventId === eventIdOf(3));
    expect(named.map(({ eventId }) => eventId)).toEqual([eventIdOf(1), eventIdOf(3)]);
  });

  it("nothing, where there is nothing", () => {
    expect(condense([], nobodyAlone)).toEqual([]);
  });

  it("the same, when it is condensed again, in any order", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const evidence = events.map((event) => evidenceOf(event, policy));
        const once = condense(evidence, nobodyAlone);
        expect(condense(evidence.toReversed(), nobodyAlone)).toEqual(once);
        expect(condense(once, nobodyAlone)).toEqual(once);
      }),
    );
  });

  it("what comes to the same people: left out is only what follows its likes", () => {
    const rules = {
      limits: policy.limits,
      decisions: [],
      keyOf: identifierText,
      silence: () => undefined,
    };
    const holdings = (evidence: readonly Evidence[]) =>
      partition(evidence, rules)
        .map(({ identifiers, unlinked }) =>
          JSON.stringify([identifiers, unlinked.map((each) => identifierText(each))]),
        )
        .sort();
    fc.assert(
      fc.property(anyEvents, anyEvents, (events, repeated) => {
        const again = repeated.map((event, at) => ({
          ...event,
          id: eventIdOf(50_000 + at),
          identifiers: events[at % events.length]?.identifiers ?? [],
        }));
        // Without links every event is somebody of its own.
        const linked = [...events, ...again]
          .map((event) => evidenceOf(event, policy))
          .filter(({ links }) => links.length > 0);
        expect(holdings(condense(linked, nobodyAlone))).toEqual(holdings(linked));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a set of links has one text", () => {
  it("whatever the order in which the event names them", () => {
    const [a, b] = [phone(phoneOf(1)), email(emailOf(1))];
    expect(linkSetOf(carrying(1, a, b))).toBe(linkSetOf(carrying(2, b, a)));
  });

  it("of its own: no value can be written so that it looks like two", () => {
    const [a, b] = [email(emailOf(1)), email(emailOf(2))];
    const glued = email(`${a.value}\n-${identifierText(b)}`);
    expect(linkSetOf({ links: [a, b] })).not.toBe(linkSetOf({ links: [glued] }));
    expect(linkSetOf({ links: [a] })).not.toBe(linkSetOf({ links: [{ ...a, verified: true }] }));
  });
});

it("evidence is ordered by observation, then by id", () => {
  const [a, b] = [carrying(1), carrying(2)];
  expect(compareEvidence(a, b)).toBeLessThan(0);
  expect(compareEvidence({ ...a, observedAt: b.observedAt }, b)).toBeLessThan(0);
  expect(compareEvidence({ ...a, observedAt: minute(9) }, b)).toBeGreaterThan(0);
  expect(compareEvidence(a, a)).toBe(0);
});
