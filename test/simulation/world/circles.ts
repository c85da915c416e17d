/** Invented customers, in circles that share what real ones share: a phone, a name, a form filled in for two. */
import type { Claim, CustomerEvent } from "#shared/domain/event.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import {
  claim,
  email,
  emailOf,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  unionid,
} from "#test/fixtures/events.ts";
import type { Random } from "#bin/random.ts";

/** What one delivery says of somebody of the circle. */
type Said = Pick<CustomerEvent, "identifiers"> & { claims?: Claim[] };

interface Circle {
  /** How many deliveries such a circle is worth, about. */
  deliveries: number;
  speak(random: Random): Said;
}

/** Makes a circle whose values are nobody else's: `own` is a number for nobody but it. */
type Make = (own: number, random: Random) => Circle;

const app = (n: number, value: string): StatedIdentifier => ({
  ...openid(value, true),
  namespace: `app-${n}`,
});
const account = (shop: number, value: string, verified = true): StatedIdentifier => ({
  type: "external-id",
  namespace: `shop-${shop}`,
  value,
  verified,
});

/** Each of these at its own chance; where none is drawn, the first. */
function some(random: Random, likely: readonly (readonly [StatedIdentifier, number])[]): Said {
  const drawn = likely.flatMap(([identifier, chance]) => (random.chance(chance) ? identifier : []));
  const [first] = likely;
  return { identifiers: drawn.length > 0 || first === undefined ? drawn : [first[0]] };
}

/** One customer with a few values, of which each channel knows some. */
const ordinary: Make = (own) => ({
  deliveries: 6,
  speak: (random) =>
    some(random, [
      [phone(phoneOf(own), random.chance(0.3)), 0.6],
      [email(emailOf(own), random.chance(0.2)), 0.5],
      [email(emailOf(own + 1)), 0.2],
      [account(own % 3, `c${own}`), 0.2],
      [nationalId(nationalIdOf(own), random.chance(0.5)), 0.1],
    ]),
});

/** One phone for several, who have papers of their own. */
const family: Make = (own, random) => {
  const members = 2 + random.integer(3);
  return {
    deliveries: 4 * members,
    speak(random) {
      const member = own + 1 + random.integer(members);
      return some(random, [
        [phone(phoneOf(own), random.chance(0.2)), 0.7],
        [nationalId(nationalIdOf(member), random.chance(0.5)), 0.5],
        [email(emailOf(member), random.chance(0.3)), 0.4],
      ]);
    },
  };
};

/** A shop gives its own number for every customer. */
const shop: Make = (own, random) => {
  const kind = random.pick(["phone", "email"] as const);
  const shared = kind === "phone" ? phone(phoneOf(own)) : email(emailOf(own));
  const customers = random.pick([10, 20, 45] as const);
  return {
    deliveries: customers + 10,
    speak(random) {
      const customer = own + 1 + random.integer(customers);
      return some(random, [
        [shared, 0.85],
        [nationalId(nationalIdOf(customer)), 0.6],
        [kind === "phone" ? email(emailOf(customer)) : phone(phoneOf(customer)), 0.6],
      ]);
    },
  };
};

/** Two who have each proved who they are, and a form into which somebody typed both. */
const bridge: Make = (own) => ({
  deliveries: 6,
  speak: (random) =>
    random.pick([
      { identifiers: [phone(phoneOf(own), true)] },
      { identifiers: [phone(phoneOf(own), true), account(0, `b${own}`)] },
      { identifiers: [email(emailOf(own + 1), true)] },
      { identifiers: [email(emailOf(own + 1), true), app(0, `o${own}`)] },
      { identifiers: [phone(phoneOf(own)), email(emailOf(own + 1))] },
      { identifiers: [phone(phoneOf(own), true), email(emailOf(own + 1), true)] },
    ]),
});

/** So many, each proved by another app, around one value that all have typed. */
const crowd: Make = (own, random) => {
  const members = 20 + random.integer(30);
  return {
    deliveries: members + 10,
    speak(random) {
      const member = random.integer(members);
      return some(random, [
        [app(member, `m${own}-${member}`), 0.95],
        [phone(phoneOf(own)), 0.9],
      ]);
    },
  };
};

/** Follows two accounts of one platform; what joins them is heard of late. */
const follower: Make = (own) => ({
  deliveries: 5,
  speak: (random) =>
    some(random, [
      [app(random.integer(2), `f${own}`), 0.9],
      [unionid(`u${own}`, true), 0.3],
      [phone(phoneOf(own)), 0.2],
    ]),
});

/** Holds more values of one kind than anybody may. */
const hoarder: Make = (own) => ({
  deliveries: 20,
  speak: (random) => ({
    identifiers: [
      email(emailOf(own), random.chance(0.3)),
      phone(phoneOf(own + 1 + random.integer(14)), random.chance(0.3)),
    ],
  }),
});

/** Accounts of more shops than one person can absorb, one after the other found to be one person's. */
const collector: Make = (own) => {
  const accounts = 150;
  let said = 0;
  return {
    deliveries: 2 * accounts,
    // Each is said by itself and once with the phone; in which order they arrive is left to chance.
    speak() {
      const held = account(said % accounts, `k${own}`, false);
      said += 1;
      return { identifiers: said > accounts ? [held, phone(phoneOf(own))] : [held] };
    },
  };
};

/** Ever more turns out to be one customer's: those who were joined are joined once more. */
const converging: Make = (own) => {
  const values = [
    ...[0, 1, 2].map((n) => phone(phoneOf(own + n))),
    ...[0, 1, 2].map((n) => email(emailOf(own + n))),
    ...[0, 1, 2].map((n) => account(n, `v${own}`, false)),
  ];
  return {
    deliveries: 2 * values.length,
    speak(random) {
      const [one, next] = random.shuffle(values);
      return { identifiers: [one, random.chance(0.5) ? next : undefined].flatMap((v) => v ?? []) };
    },
  };
};

/** Two who have nothing in common, and whom stewards may take for one: all of one's values then lead to both. */
const mistaken: Make = (own) => ({
  deliveries: 12,
  speak(random) {
    const either = own + 10 * random.integer(2);
    const values = [
      phone(phoneOf(either)),
      email(emailOf(either)),
      account(0, `t${either}`, false),
    ];
    const [one, next] = random.shuffle(values);
    return { identifiers: [one, random.chance(0.3) ? next : undefined].flatMap((v) => v ?? []) };
  },
});

/** Equal names and birthdays, and nothing else in common. */
const namesakes: Make = (own, random) => {
  const name = random.pick(["Ada Lindqvist", "林晓雨", "Bao Nguyen"]);
  const birthday = `19${70 + random.integer(20)}-05-0${1 + random.integer(9)}`;
  return {
    deliveries: 4,
    speak(random) {
      const either = own + random.integer(2);
      return {
        identifiers: [random.pick([phone(phoneOf(either)), email(emailOf(either))])],
        claims: [
          claim("fullName", name),
          claim("birthday", birthday),
          claim("company", `Brook ${own}`),
        ],
      };
    },
  };
};

/** Comes more often than one transaction reads; rarely with what somebody else has proved. */
const regular: Make = (own) => ({
  deliveries: 650,
  speak: (random) =>
    random.chance(0.98)
      ? { identifiers: [phone(phoneOf(own), random.chance(0.1))] }
      : { identifiers: [phone(phoneOf(own)), email(emailOf(own + 1), random.chance(0.5))] },
});

/** What people type where something must be typed, and what machines send for nobody. */
const fillers: readonly StatedIdentifier[] = [
  email("test@test.com"),
  email("someone@example.com"),
  email("noreply@brook.cn"),
  email("asdf@asdf.brook.cn"),
  email("asdf"),
  phone("+8613800138000"),
  phone("+8611111111111"),
  phone("+8612345678901"),
  phone("+8613987654321"),
  phone("test"),
  nationalId("11010519491231002X"),
  account(0, "0", false),
  account(0, "-1", false),
  openid("匿名", false),
];

/** Says nothing that could point at anybody. */
const strangers: Make = (own) => ({
  deliveries: 3,
  speak: (random) => ({
    identifiers: [
      ...random.shuffle(fillers).slice(0, random.integer(3)),
      ...(random.chance(0.3) ? [phone(phoneOf(own))] : []),
    ],
  }),
});

export const circleKinds = {
  ordinary,
  family,
  shop,
  bridge,
  crowd,
  follower,
  hoarder,
  collector,
  converging,
  mistaken,
  namesakes,
  regular,
  strangers,
} satisfies Record<string, Make>;
export type CircleKind = keyof typeof circleKinds;

/** Values of one circle are within so many numbers. */
const numbersPerCircle = 100;

/** One of each is enough, and must have said nearly all of what it has to say. */
const rare: readonly CircleKind[] = ["collector", "regular"];

/**
 * Circles of these kinds, until they are worth so many deliveries; the kinds at their weights, the rare
 * ones once, where there is room for all of it.
 */
export function makeCircles(
  random: Random,
  { deliveries, weights }: { deliveries: number; weights: Readonly<Record<CircleKind, number>> },
): Circle[] {
  const drawn = (Object.keys(circleKinds) as CircleKind[]).flatMap((kind) =>
    Array.from({ length: weights[kind] }, () => kind),
  );
  const first = rare.filter((kind) => weights[kind] > 0);
  const kinds = drawn.filter((kind) => !rare.includes(kind));
  const circles: Circle[] = [];
  let left = deliveries;
  for (let serial = 1; left > 0; serial++) {
    const kind = first.shift() ?? random.pick(kinds) ?? "ordinary";
    const circle = circleKinds[kind](serial * numbersPerCircle, random);
    if (rare.includes(kind) && circle.deliveries > left) continue;
    circles.push(circle);
    left -= circle.deliveries;
  }
  return circles;
}
