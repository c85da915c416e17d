/** The resolution core alone, in memory, on one core. */
import { readTenant } from "#infra/tenant.ts";
import { attach } from "#shared/domain/identity/attach.ts";
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
  const context = { policy, fields, newId: () => `person-${++lastId}` };
  const people = new Map<string, Person>();
  const owners = new Map<string, string>();

  const startedMs = performance.now();
  for (const event of traffic) {
    const known = knownOf(event, people, owners);
    const changes = attach([event], known, context);
    for (const person of changes.people) people.set(person.id, { ...person, version: 1 });
    for (const { identifier, personId } of changes.linked) {
      owners.set(identifierText(identifier), personId);
    }
  }
  const minutes = (performance.now() - startedMs) / 60_000;
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
  owners: ReadonlyMap<string, string>,
) {
  const own = new Map<string, string>();
  const found = new Map<string, Person>();
  for (const identifier of event.identifiers) {
    const text = identifierText(identifier);
    const id = owners.get(text);
    const person = id === undefined ? undefined : people.get(id);
    if (person === undefined) continue;
    own.set(text, person.id);
    found.set(person.id, person);
  }
  return { people: [...found.values()], owners: own };
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
