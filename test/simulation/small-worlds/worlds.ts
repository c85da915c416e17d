/** The small worlds: what happens in each is told in one line, and in every order. */
import { keepApart, split, unite } from "#shared/engine/steward.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import {
  email,
  emailOf,
  eventOf,
  minute,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import { plainRequest, type Request } from "../world/requests.ts";
import type { Job, SmallWorld } from "./small-world.ts";

const mobile = (verified = false) => phone(phoneOf(1), verified);
const mail = (verified = false) => email(emailOf(1), verified);
const papers = (n: number) => nationalId(nationalIdOf(n), true);
const said = (serial: number, ...identifiers: CustomerEvent["identifiers"]): CustomerEvent =>
  eventOf(serial, { identifiers });
const deliver = (...events: readonly CustomerEvent[]): Job[] =>
  events.map((event) => ({ kind: "deliver", events: [event] }));
const steward = { by: "steward@brook.cn" };

/** Three events on two identifiers, so that whoever comes last has somebody to join. */
const joined = [said(1, mobile()), said(2, mail()), said(3, mobile(), mail())] as const;
/** The phone is contested by two who have papers, and asked for by a third. */
const contested = [
  said(1, mobile(), papers(1)),
  said(2, mobile(), papers(2)),
  said(3, mobile(), mail(true)),
] as const;
/** A form joins whom nobody may join, until one proves both. */
const bridged = [said(1, mobile(true)), said(2, mail(true)), said(3, mobile(), mail())] as const;

function shared(name: string, [a, b, c]: readonly [CustomerEvent, CustomerEvent, CustomerEvent]) {
  const common = { before: [], crashesMax: 1 };
  return [
    {
      ...common,
      name: `${name}: one brings two, the other the third`,
      workers: [deliver(a, b), deliver(c)],
    },
    { ...common, name: `${name}: the third first`, workers: [deliver(c, a), deliver(b)] },
    { ...common, name: `${name}: one comes twice`, workers: [deliver(a, b), deliver(b, c)] },
    {
      ...common,
      name: `${name}: a batch against one by one`,
      workers: [[{ kind: "deliver", events: [a, b, c] } as const], deliver(c, a)],
    },
  ] satisfies SmallWorld[];
}

/** Two workers, three events, two shared identifiers, one crash anywhere: all interleavings. */
export const twoWorkers: readonly SmallWorld[] = [
  ...shared("joined by the last", joined),
  ...shared("contested", contested),
  ...shared("bridged by a form", bridged),
];

/** Three workers who each bring one: with at most three preemptions, or with one and a crash anywhere. */
export const threeWorkers: readonly SmallWorld[] = [
  ["joined by the last", joined] as const,
  ["contested", contested] as const,
  ["bridged by a form", bridged] as const,
].flatMap(([name, [a, b, c]]) => {
  const common = {
    name: `${name}: three at once`,
    before: [],
    workers: [deliver(a), deliver(b), deliver(c)],
  };
  return [
    { ...common, crashesMax: 0, preemptionsMax: 3 },
    { ...common, crashesMax: 1, preemptionsMax: 1 },
  ];
});

const first = ([id = ""]: readonly string[]): string => id;

/** A human decides while events arrive; what has to be settled is settled in many steps. */
const decided: readonly Pick<SmallWorld, "name" | "before" | "workers">[] = [
  {
    name: "a split while an event arrives for either side",
    before: [joined[0], joined[2], joined[1]],
    workers: [
      [
        {
          kind: "decide",
          what: (context, ids) =>
            split({ personId: first(ids), part: { events: [joined[1].id] } }, steward, context),
        },
      ],
      deliver(said(4, mobile()), said(5, mail())),
    ],
  },
  {
    name: "a merge while an event joins the two",
    before: [joined[0], joined[1]],
    workers: [
      [{ kind: "decide", what: (context, ids) => unite(ids, steward, context) }],
      deliver(joined[2], said(4, mail())),
    ],
  },
  {
    name: "two are told apart while a third comes to the contested phone",
    before: [contested[0], contested[1]],
    workers: [
      [
        {
          kind: "decide",
          what: (context, [a = "", b = ""]) => keepApart([a, b], steward, context),
        },
      ],
      deliver(contested[2]),
    ],
  },
  {
    name: "two are made one while a third comes to the contested phone",
    before: [contested[0], contested[1]],
    workers: [
      [{ kind: "decide", what: (context, ids) => unite(ids, steward, context) }],
      deliver(said(3, mobile())),
    ],
  },
];
export const decisions: readonly SmallWorld[] = decided.flatMap((world) => [
  { ...world, crashesMax: 0, preemptionsMax: 2, isPatient: true },
  { ...world, crashesMax: 1, preemptionsMax: 1, isPatient: true },
]);

/** As old as any erasure of these worlds, which begin in minute 0. */
const old = (serial: number, ...identifiers: CustomerEvent["identifiers"]): CustomerEvent =>
  eventOf(serial, { identifiers, observedAt: minute(serial - 60) });

const asks = (of: CustomerEvent, how: Partial<Request> = {}): Job[] => [
  {
    kind: "request",
    request: { ...plainRequest, id: `req_${of.id}`, of: of.id, ...how },
  },
];

const mine = old(1, mobile());
const other = old(2, mail());
const both = old(3, mobile(), mail());
const disputed = [old(1, mobile(), papers(1)), old(2, mobile(), papers(2))] as const;

/** Somebody is erased while something of them arrives, is joined, or comes apart. */
const erased: readonly Pick<SmallWorld, "name" | "before" | "workers">[] = [
  {
    name: "an erasure against an attach",
    before: [mine],
    workers: [asks(mine), deliver(old(4, mobile()), said(5, mobile()))],
  },
  {
    name: "an erasure against a merge",
    before: [mine, other],
    workers: [asks(mine), deliver(both)],
  },
  {
    name: "an erasure against a merge by who signs up anew",
    before: [mine, other],
    workers: [asks(mine), deliver(said(5, mobile(), mail()))],
  },
  {
    name: "an erasure against a split",
    before: [mine, both, other],
    workers: [
      asks(mine),
      [
        {
          kind: "decide",
          what: (context, ids) =>
            split({ personId: first(ids), part: { events: [other.id] } }, steward, context),
        },
      ],
    ],
  },
  {
    name: "an erasure against a redelivery",
    before: [mine],
    workers: [asks(mine), deliver(mine, old(4, mobile()))],
  },
  {
    name: "an erasure against a third who comes to a contested phone",
    before: [...disputed],
    workers: [asks(disputed[0]), deliver(old(3, mobile()))],
  },
  {
    name: "two erasures of one person",
    before: [mine, other, both],
    workers: [asks(mine), asks(other)],
  },
  {
    name: "a restriction against a merge",
    before: [mine, other],
    workers: [asks(mine, { restricts: true, coolingOffMs: 2_000 }), deliver(both)],
  },
];
export const erasures: readonly SmallWorld[] = erased.flatMap((world) => [
  { ...world, crashesMax: 1 },
  {
    ...world,
    name: `${world.name}, settled apart`,
    workers: world.workers.map((jobs) =>
      jobs.map((job) =>
        job.kind === "request" ? { ...job, request: { ...job.request, apart: true } } : job,
      ),
    ),
    crashesMax: 1,
    preemptionsMax: 1,
    isPatient: true,
  },
]);
