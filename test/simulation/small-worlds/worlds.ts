/** The small worlds: what happens in each is told in one line, and in every order. */
import { keepApart, split, unite } from "#shared/engine/steward.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import {
  email,
  emailOf,
  eventOf,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
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

/** Three workers who each bring one, with at most three preemptions, and one crash. */
export const threeWorkers: readonly SmallWorld[] = [
  ["joined by the last", joined] as const,
  ["contested", contested] as const,
  ["bridged by a form", bridged] as const,
].map(([name, [a, b, c]]) => ({
  name: `${name}: three at once`,
  before: [],
  workers: [deliver(a), deliver(b), deliver(c)],
  crashesMax: 1,
  preemptionsMax: 3,
}));

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
