/** People of nobody in a test's stores, the lane that compares them, and what it left there. */
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { createDuplicates } from "#functions/duplicates/handler.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { duplicateKind } from "#shared/stores/reviews.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver, rowsOf } from "#test/fixtures/deliver.ts";
import { claims, eventOf, minute, phone, phoneOf } from "#test/fixtures/events.ts";
import type { DuplicatesStore } from "#functions/duplicates/examine.ts";

let serial = 0;
let phones = 0;

export interface Told {
  values?: Readonly<Record<string, string>>;
  identifiers?: readonly StatedIdentifier[];
}

/** A number that nobody else has. */
export function ownPhone(): StatedIdentifier {
  phones += 1;
  return phone(phoneOf(10_000 + phones));
}

/** One event; answers the id of whom it is about, somebody new unless an identifier says otherwise. */
export async function tell(store: Store, told: Told): Promise<string> {
  serial += 1;
  const { values = {}, identifiers = [ownPhone()] } = told;
  const event = eventOf(serial, { identifiers: [...identifiers], claims: claims(values) });
  const { people } = await deliver(store, event);
  const [person] = people;
  if (person === undefined) throw new Error("the event is about nobody");
  return person.id;
}

export const now = new Date(minute(60));

export function startLane(store: DuplicatesStore) {
  const lines: LogLine[] = [];
  const handler = createDuplicates({
    store: async () => store,
    now: () => now,
    log: (line) => lines.push(line),
  });
  /** Hands over one batch; answers the positions of the messages that failed. */
  const deliverBodies = async (...bodies: readonly string[]): Promise<number[]> => {
    const Records = bodies.map((body, at) => ({ messageId: String(at), body }));
    const { batchItemFailures } = await handler({ Records } as never);
    return batchItemFailures
      .map(({ itemIdentifier }) => Number(itemIdentifier))
      .sort((a, b) => a - b);
  };
  return {
    lines,
    deliverBodies,
    /** One message for all of them; throws where it failed. */
    async compare(...ids: readonly string[]): Promise<void> {
      expect(await deliverBodies(JSON.stringify({ people: ids }))).toEqual([]);
    },
  };
}

export const nobody = (): string => personId(Date.now(), randomBytes(10));

/** Pairs that a human is asked about now. */
export async function askedAbout(store: Store): Promise<string[]> {
  const rows = await rowsOf(store, "reviews");
  return rows
    .filter(({ kind, active, status }) => kind === duplicateKind && active && status === "open")
    .map(({ people }) => JSON.stringify(people))
    .sort();
}

/** Every row of this lane in the index. */
export async function lanesRows(store: Store) {
  const rows = await rowsOf(store, "index");
  return rows.filter(({ k, s }) => `${String(k)} ${String(s)}`.includes("candidate#"));
}
