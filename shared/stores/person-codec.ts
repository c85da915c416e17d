/** Everything of a person that is sealed: the record, and what who it is rests on. */
import * as z from "zod";
import { type Identifier, identifierText, IdentifierType } from "#shared/domain/identifier.ts";
import type { Evidence } from "#shared/domain/identity/evidence.ts";
import type { Unlinked } from "#shared/domain/identity/partition.ts";
import type { Dispute, Person } from "#shared/domain/identity/person.ts";
import { decodeRecord, encodeRecord, StoredRecord } from "./record-codec.ts";

/** Type, namespace, value, verified, why it does not point here. */
const StoredUnlinked = z.tuple([
  IdentifierType,
  z.string(),
  z.string(),
  z.literal([0, 1]),
  z.enum(["generic", "blocked", "limit", "claimed", "decided"]),
]);
/**
 * Event id, observed in epoch milliseconds, links: each twice its position among the identifiers and
 * then the unlinked ones, plus one where it is verified.
 */
const StoredEvidence = z.tuple([z.string(), z.number(), z.array(z.int())]);

const Ids = z.array(z.string());

export const StoredPerson = z.object({
  r: StoredRecord,
  u: z.array(StoredUnlinked).default([]),
  a: Ids.default([]),
  f: Ids.default([]),
  p: Ids.default([]),
  e: z.array(StoredEvidence).optional(),
  d: Ids.default([]),
});

export type SealedPerson = Omit<Person, "id" | "version" | "shapeVersion" | "restrictedBy">;

export function encodePerson(person: SealedPerson): z.input<typeof StoredPerson> {
  const { record, unlinked, absorbed, former, parted, disputed } = person;
  const encodeUnlinked = (each: Unlinked): z.input<typeof StoredUnlinked> => [
    each.type,
    each.namespace,
    each.value,
    each.verified ? 1 : 0,
    each.why,
  ];
  return {
    r: encodeRecord(record),
    ...(unlinked.length > 0 && { u: unlinked.map(encodeUnlinked) }),
    ...(absorbed.length > 0 && { a: [...absorbed] }),
    ...(former.length > 0 && { f: [...former] }),
    ...(parted.length > 0 && { p: [...parted] }),
    ...(disputed && { e: encodeEvidence(disputed.evidence, [...record.identifiers, ...unlinked]) }),
    ...(disputed && disputed.decisions.length > 0 && { d: [...disputed.decisions] }),
  };
}

export function decodePerson(stored: z.output<typeof StoredPerson>): SealedPerson {
  const record = decodeRecord(stored.r);
  const unlinked = stored.u.map(([type, namespace, value, verified, why]): Unlinked => ({
    type,
    namespace,
    value,
    verified: verified === 1,
    why,
  }));
  const { a: absorbed, f: former, p: parted } = stored;
  const disputed: Dispute | undefined = stored.e && {
    evidence: decodeEvidence(stored.e, [...record.identifiers, ...unlinked]),
    decisions: stored.d,
  };
  return { record, unlinked, absorbed, former, parted, ...(disputed && { disputed }) };
}

function encodeEvidence(
  evidence: readonly Evidence[],
  identifiers: readonly Identifier[],
): z.input<typeof StoredEvidence>[] {
  const positions = new Map(identifiers.map((each, at) => [identifierText(each), at]));
  const positionOf = (identifier: Identifier): number => {
    const at = positions.get(identifierText(identifier));
    if (at === undefined) throw new RangeError("evidence links what its person does not know");
    return at;
  };
  return evidence.map(({ eventId, observedAt, links }) => [
    eventId,
    Date.parse(observedAt),
    links.map((link) => positionOf(link) * 2 + (link.verified ? 1 : 0)),
  ]);
}

function decodeEvidence(
  stored: readonly z.output<typeof StoredEvidence>[],
  identifiers: readonly Identifier[],
): Evidence[] {
  return stored.map(([eventId, observed, links]) => ({
    eventId,
    observedAt: new Date(observed).toISOString(),
    links: links.map((link) => {
      const identifier = identifiers[link >> 1];
      if (identifier === undefined) throw new RangeError("evidence links what is not there");
      const { type, namespace, value } = identifier;
      return { type, namespace, value, verified: (link & 1) === 1 };
    }),
  }));
}
