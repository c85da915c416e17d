import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { collectCandidates } from "#shared/lambda/candidates.ts";
import { newPerson, type Person } from "#shared/domain/identity/person.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import { recordOf } from "#shared/domain/record.ts";
import { readCandidates } from "#shared/lambda/candidate-messages.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { deliver } from "#test/fixtures/deliver.ts";
import { claims, eventIdOf, eventOf, folding, phone, phoneOf } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

let bodies: string[];
let lines: LogLine[];
let broken: boolean;
beforeEach(() => {
  [bodies, lines, broken] = [[], [], false];
});

function start() {
  return collectCandidates({
    store: stores.store,
    log: (line) => lines.push(line),
    queue: {
      url: "https://queue.test/1/candidates",
      client: {
        send: async ({ input }: { input: { Entries: { MessageBody: string }[] } }) => {
          if (broken) throw new Error("the queue does not answer");
          bodies.push(...input.Entries.map(({ MessageBody }) => MessageBody));
          return {};
        },
      } as never,
    },
  });
}

const newId = () => personId(Date.now(), randomBytes(10));
const rosalind = { fullName: "Rosalind Achterberg", birthday: "1987-04-11", city: "Suzhou" };

function person(values: Readonly<Record<string, string>>, change: Partial<Person> = {}): Person {
  const event = eventOf(1, { claims: claims(values) });
  return { ...newPerson(newId()), version: 3, record: recordOf(event, [], folding), ...change };
}

/** Ids that are named after a commit of these people, by what was stored of them before. */
async function named(
  people: readonly Person[],
  before: readonly Person[] = [],
  merged: string[] = [],
) {
  const candidates = start();
  const gone = merged.map((id) => ({ id, version: 1, into: people[0]?.id ?? "" }));
  candidates.onCommitted(
    { people, merged: gone, erased: [] },
    new Map(before.map((each) => [each.id, each])),
  );
  await candidates.send();
  return bodies.flatMap(readCandidates);
}

describe("named to be compared", () => {
  it("is somebody new who says enough", async () => {
    const born = person(rosalind);
    expect(await named([born])).toEqual([born.id]);
  });

  it("is who has another key than before, more of them, or fewer", async () => {
    const before = person(rosalind);
    const said = (values: Readonly<Record<string, string>>) => ({
      ...before,
      record: person(values).record,
    });
    const { birthday, ...less } = rosalind;
    expect(await named([said({ ...rosalind, birthday: "1987-04-12" })], [before])).toHaveLength(1);
    expect(await named([said({ ...rosalind, wechatId: birthday })], [before])).toHaveLength(1);
    bodies = [];
    expect(await named([said(less)], [before])).toEqual([before.id]);
  });

  it("is who became part of another: what it left has to go", async () => {
    const root = person(rosalind);
    const part = newId();
    expect(await named([root], [root], [part])).toEqual([part]);
  });

  it("is who was ruled upon, or parted from somebody", async () => {
    const before = person(rosalind);
    const ruled = { ...before, disputed: { evidence: [], decisions: ["dec_1"] } };
    const parted = { ...before, parted: [newId()] };
    expect(await named([ruled], [before])).toEqual([before.id]);
    bodies = [];
    expect(await named([parted], [before])).toEqual([before.id]);
  });

  it("is everybody whom a settlement was about", async () => {
    const candidates = start();
    const settled = [newId(), newId()];
    candidates.onSettled(settled);
    await candidates.send();
    expect(bodies.flatMap(readCandidates)).toEqual(settled);
  });

  it("is whose event comes again: it may have been committed with nobody told", async () => {
    const { people } = await deliver(
      stores.store,
      eventOf(7, { identifiers: [phone(phoneOf(7))], claims: claims(rosalind) }),
    );
    const candidates = start();
    candidates.onReturned(eventIdOf(7));
    candidates.onReturned(eventIdOf(8));
    await candidates.send();
    expect(bodies.flatMap(readCandidates)).toEqual([people[0]?.id]);
  });

  it("is everybody once, in few messages of one call", async () => {
    const candidates = start();
    const people = Array.from({ length: 60 }, () => person(rosalind));
    for (const each of [...people, ...people]) {
      candidates.onCommitted({ people: [each], merged: [], erased: [] }, new Map());
    }
    await candidates.send();
    expect(bodies).toHaveLength(3);
    expect(bodies.flatMap(readCandidates)).toEqual(people.map(({ id }) => id));
  });
});

describe("not named", () => {
  it("is somebody new who says nothing by which to compare", async () => {
    expect(await named([person({ city: "Suzhou", jobTitle: "Engineer" })])).toEqual([]);
  });

  it("is who says the same as before, and whatever else", async () => {
    const before = person(rosalind);
    const after = { ...before, record: person({ ...rosalind, city: "Wuxi", note: "x" }).record };
    expect(await named([after], [before])).toEqual([]);
  });

  it("is anybody but by an id: no message and no line holds what was said", async () => {
    broken = true;
    await named([person(rosalind)]);
    broken = false;
    await named([person(rosalind)]);
    const told = JSON.stringify([bodies, lines]).toLowerCase();
    for (const value of Object.values(rosalind)) expect(told).not.toContain(value.toLowerCase());
    for (const body of bodies) expect(Object.keys(JSON.parse(body) as object)).toEqual(["people"]);
  });
});

it("nobody named, nothing is sent", async () => {
  await start().send();
  expect([bodies, lines]).toEqual([[], []]);
});

it("a queue that fails fails no event: the log keeps whom it was about", async () => {
  broken = true;
  const born = person(rosalind);
  expect(await named([born])).toEqual([]);
  expect(lines).toEqual([{ outcome: "candidates lost", people: [born.id], error: "Error" }]);
});
