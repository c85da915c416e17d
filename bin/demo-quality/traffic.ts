/** Ten weeks of what ten sources send, decided by one seed: a fault at one of them moves no other. */
import { createRandom, type Random } from "../random.ts";
import { type Customer, inventCustomer } from "./customers.ts";
import { type Fault, faults } from "./faults.ts";
import type { Answer, Said } from "./said.ts";
import { type Source, sources } from "./sources.ts";

export const weeks = 10;
export const daysPerWeek = 7;
/** Day 0 is a Saturday, so that the last of all is a Friday: a working day, on which all speak. */
export const firstWeekday = 6;

export interface Delivery {
  source: Source;
  said: Said;
}

export interface Traffic {
  /** In the order of sending. To be asked day by day, from 0 on. `at`: when all of it is sent. */
  day(day: number, at: Date): Delivery[];
}

/** Providers send again what we answered too late. */
const againShare = 0.015;
/** What people mistype; and who is known by title and family name only. */
const mistypedShare = 0.012;
const titledShare = 0.03;
/** Most come at once, some after a provider's pause. */
const lateShare = 0.02;
const [soonMs, lateMs] = [20_000, 40 * 60_000];
/** Who comes back was here lately, or at any time. */
const lately = 300;
const latelyShare = 0.5;

export function createTraffic(seed: string, planted: readonly Fault[] = faults): Traffic {
  const root = createRandom(seed);
  const customers: Customer[] = [];
  /** How many of them there were when the day began. */
  let before = 0;
  /** Source → whom it has heard of. */
  const heard = new Map(sources.map(({ name }) => [name, new Set<Customer>()]));
  const hasHeard = (name: string, customer: Customer): boolean =>
    heard.get(name)?.has(customer) ?? false;

  const known = ({ name, follows }: Source, random: Random): Customer | undefined => {
    if (follows === undefined) {
      return random.pick(random.chance(latelyShare) ? customers.slice(-lately) : customers);
    }
    const isWanted = (each: Customer): boolean =>
      !hasHeard(name, each) && follows.some((other) => hasHeard(other, each));
    return random.pick(customers.slice(Math.max(0, before - lately), before).filter(isWanted));
  };

  const somebody = (source: Source, random: Random): Customer => {
    const old = random.chance(source.newcomers) ? undefined : known(source, random);
    if (old !== undefined) return old;
    const customer = inventCustomer(customers.length, root.fork(`customer ${customers.length}`));
    customers.push(customer);
    return customer;
  };

  const saidBy = (source: Source, { serial, at }: { serial: string; at: Date }, random: Random) => {
    const customer = somebody(source, random);
    const isChange = hasHeard(source.name, customer);
    heard.get(source.name)?.add(customer);
    return {
      serial,
      isChange,
      at: momentBefore(at, random),
      ...answersOf(customer, source, random),
    };
  };

  return {
    day: (day, at) => {
      before = customers.length;
      const sent = sources.flatMap((source, place) => {
        const random = root.fork(`${day} ${source.name}`);
        const count = poisson(usualOn(day, source), random);
        const all = Array.from({ length: count }, (_, turn) =>
          saidBy(source, { serial: serialOf(day, place, turn), at }, random),
        );
        const fault = planted.find((each) => each.source === source.name && day >= each.fromDay);
        const deliveries = fault ? spoiled(all, fault, random.fork("fault")) : all;
        return deliveries
          .flatMap((each) => (random.chance(againShare) ? [each, each] : [each]))
          .map((said) => ({ source, said }));
      });
      return root.fork(`${day}`).shuffle(sent);
    },
  };
}

function usualOn(day: number, { perDay, weekend }: Source): number {
  const weekday = (firstWeekday + day) % daysPerWeek;
  return perDay * (weekday === 0 || weekday === 6 ? weekend : 1);
}

function spoiled(all: readonly Said[], fault: Fault, random: Random): Said[] {
  return all.flatMap((each, turn) =>
    fault.spoil(each, all[(turn + 1) % all.length] ?? each, random),
  );
}

/** Six digits of base 36, no two alike, none of them a filler. */
const serialOf = (day: number, place: number, turn: number): string =>
  (1_000_000_000 + (day * sources.length + place) * 1_000 + turn).toString(36);

function momentBefore(at: Date, random: Random): Date {
  const most = random.chance(lateShare) ? lateMs : soonMs;
  return new Date(at.getTime() - 1 - random.integer(most));
}

function answersOf(customer: Customer, { answers }: Source, random: Random) {
  const { number, givenName, familyName } = customer;
  const given = (answer: Answer): string | undefined =>
    random.chance(answers[answer] ?? 0) ? mistyped(answer, customer, random) : undefined;
  const fullName = random.chance(titledShare) ? `${familyName}先生` : customer.fullName;
  return {
    customer: number,
    givenName,
    familyName,
    fullName,
    phone: given("phone"),
    email: given("email"),
    company: given("company"),
    city: given("city"),
    jobTitle: given("jobTitle"),
  };
}

function mistyped(answer: Answer, customer: Customer, random: Random): string {
  const value = answer === "phone" ? customer.mobile : customer[answer];
  if (!random.chance(mistypedShare)) return value;
  if (answer === "phone") return value.slice(0, -1);
  return answer === "email" ? value.replace("@", ".") : value;
}

/** Events of one day that come independently of each other (D. E. Knuth, TAOCP 2, 3.4.1). */
function poisson(mean: number, random: Random): number {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > least; product *= random.next()) count += 1;
  return count;
}
