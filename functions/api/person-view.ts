/** A person and an event as staff see them: in clear, or masked for those who may not. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { hidden, maskIdentifier, maskValue } from "#shared/domain/mask.ts";
import type { Latest, Origin, Slot } from "#shared/domain/survivorship.ts";
import type { LivingPerson } from "#shared/stores/people.ts";
import { seesRecordsClear } from "./caller.ts";
import type { Caller } from "./route.ts";
import type { EventView, PersonView } from "./schemas.ts";

export interface Sight {
  fields: FieldRegistry;
  /** Personal values in clear, masked, or not at all. */
  values: "clear" | "masked" | "hidden";
}

/** Whoever is restricted is shown to nobody here: those who handle the request see them there. */
export function sightOf(
  { restrictedBy }: Pick<Person, "restrictedBy">,
  { caller, fields }: { caller: Caller; fields: FieldRegistry },
): Sight {
  if (restrictedBy.length > 0) return { fields, values: "hidden" };
  return { fields, values: seesRecordsClear(caller) ? "clear" : "masked" };
}

export function personView({ person, state }: LivingPerson, sight: Sight): PersonView {
  const { record, restrictedBy } = person;
  return {
    id: person.id,
    version: person.version,
    state: restrictedBy.length > 0 ? "restricted" : state,
    masked: sight.values !== "clear",
    fields: Object.fromEntries(
      Object.values(record.slots).flatMap((slot) => fieldsOf(slot, sight)),
    ),
    // What was put together from fields is shown there, where it is masked as a field is.
    identifiers: record.identifiers
      .filter(({ type }) => type !== "composite")
      .map((identifier) => identifierView(identifier, sight)),
    consents: told(record.consents, ({ value }) => value),
    tags: Object.entries(record.tags).flatMap(([tag, { value }]) =>
      value ? [unlisted(tag, sight)] : [],
    ),
    extras: told(record.extras, ({ value }) => unlisted(value, sight)),
    channels: [...record.channels],
    events: record.events,
    mergedFrom: [...person.absorbed, ...person.former],
    partedFrom: [...person.parted],
  };
}

export function eventView(event: CustomerEvent, sight: Sight): EventView {
  return {
    ...event,
    identifiers: event.identifiers.map((identifier) => identifierView(identifier, sight)),
    claims: event.claims.map((claim) => ({
      ...claim,
      value: shownValue(claim, sight),
    })),
    tags: event.tags.map(({ tag, present }) => ({ tag: unlisted(tag, sight), present })),
    extras: Object.fromEntries(
      Object.entries(event.extras).map(([key, value]) => [key, unlisted(value, sight)]),
    ),
  };
}

function fieldsOf(slot: Slot, sight: Sight): [string, PersonView["fields"][string]][] {
  const lineage = lineageOf(slot.origin, slot.verified);
  return Object.entries(slot.values).map(([field, value]) => [
    field,
    {
      value: shownValue({ field, value, valid: slot.valid }, sight),
      valid: slot.valid,
      lineage,
      rivals: slot.rivals.length,
    },
  ]);
}

function told<Value extends string | boolean>(
  entries: Readonly<Record<string, Latest<Value>>>,
  valueOf: (latest: Latest<Value>) => Value,
): Record<string, { value: Value; lineage: PersonView["fields"][string]["lineage"] }> {
  return Object.fromEntries(
    Object.entries(entries).map(([key, latest]) => [
      key,
      { value: valueOf(latest), lineage: lineageOf(latest.origin, false) },
    ]),
  );
}

export function lineageOf(
  { channel, source, eventId, observedAt, receivedAt }: Origin,
  verified: boolean,
) {
  return { channel, source, eventId, observedAt, receivedAt, verified };
}

/** What is not valid may be anything, whatever its field. */
export function shownValue(
  { field, value, valid }: { field: string; value: string; valid: boolean },
  { fields, values }: Sight,
): string {
  if (values === "clear") return value;
  return values === "masked" && valid ? maskValue(fields.get(field), value) : hidden;
}

/** Answers that no field describes may hold anything: only who sees clear values sees them. */
const unlisted = (value: string, { values }: Sight): string =>
  values === "clear" ? value : hidden;

function identifierView(
  identifier: StatedIdentifier,
  { values }: Pick<Sight, "values">,
): StatedIdentifier {
  if (values === "clear") return identifier;
  return { ...identifier, value: values === "masked" ? maskIdentifier(identifier) : hidden };
}
