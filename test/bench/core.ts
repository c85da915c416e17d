/** The resolution core alone, in memory, on one core. */
import { readTenant } from "#infra/tenant.ts";
import { attach, type Known } from "#shared/domain/identity/attach.ts";
import type { IndexEntry } from "#shared/domain/identity/changes.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { Policy } from "#shared/domain/policy.ts";
import { toEvent } from "#shared/domain/statement.ts";
import type { Figure } from "./report.ts";

const events = 100_000;
const customers = 40_000;

export function coreFigures(): Figure[] {
  const policy = Policy.parse(readTenant("demo"));
  const fields = fieldRegistry(policy);
  const traffic = Array.from({ length: events }, (_, at) => eventOf(at, fields));
  let lastId = 0;
  const newId = () => `person-${++lastId}`;
  const context = { policy, fields, newId, keyOf: identifierText, markOf: identifierText };
  const people = new Map<string, Person>();
  const entries = new Map<string, IndexEntry>();

  const startedMs = performance.now();
  for (const event of traffic) {
    const changes = attach([event], knownOf(event, people, entries), context);
    if (changes === undefined) throw new Error("in this traffic nobody contradicts anybody");
    for (const person of changes.people) people.set(person.id, { ...person, version: 1 });
    for (const entry of changes.entries) {
      entries.set(identifierText(entry.identifier), { ...entry, version: 1 });
    }
  }
  const minutes = (performance.now() - startedMs) / 60_000;
  if (people.size !== customers)
    throw new Error(`${people.size} people are not who they should be`);
  return [
    {
      what: "events a minute, one core",
      value: events / minutes,
      unit: "",
      bar: 1e6,
      atLeast: true,
    },
  ];
}

function knownOf(
  event: CustomerEvent,
  people: ReadonlyMap<string, Person>,
  entries: ReadonlyMap<string, IndexEntry>,
): Known {
  const own = new Map<string, IndexEntry>();
  const found = new Map<string, Person>();
  for (const identifier of event.identifiers) {
    const text = identifierText(identifier);
    const entry = entries.get(text);
    if (entry === undefined) continue;
    own.set(text, entry);
    const person = people.get(entry.ownerId ?? "");
    if (person !== undefined) found.set(person.id, person);
  }
  return { people: [...found.values()], entries: own };
}

function eventOf(at: number, fields: ReturnType<typeof fieldRegistry>): CustomerEvent {
  const customer = at % customers;
  const claims = [
    { field: "fullName", value: `Customer ${customer}` },
    { field: "phone", value: `+86139${10_000_000 + customer}` },
    { field: "email", value: `customer${customer}@mail.cn` },
    { field: "company", value: `Company ${at % 977}` },
    { field: "city", value: "Suzhou" },
  ];
  return toEvent(
    { businessId: String(at), content: at, origin: "bench", kind: "form", claims },
    { channel: "website", trust: "signed", receivedAt: new Date(), fields, phoneRegion: "CN" },
  );
}
