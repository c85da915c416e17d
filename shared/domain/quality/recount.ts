/** The counters anew, from the events that are there: a function of their set, in whatever order they came. */
import { correctionChannel, type CustomerEvent } from "../event.ts";
import type { Person } from "../identity/person.ts";
import { countEvent } from "./arrival.ts";
import { type MeetingContext, meetings } from "./meetings.ts";
import { type Counted, sumUp } from "./tally.ts";

export interface Recounting {
  person: Pick<Person, "id" | "record">;
  /** All of the person's events: each may have been met. */
  events: readonly CustomerEvent[];
  /** Which of them are counted. */
  isCounted: (event: CustomerEvent) => boolean;
}

/**
 * What the counters would say, had each event been processed as it was received: all but how late it
 * was, which no event knows, and how often it came. Corrections are met by others, but not counted:
 * staff are no source. Whoever a human has joined is met by what points at them.
 */
export function recount(
  { person: { id, record }, events, isCounted }: Recounting,
  context: MeetingContext,
): Counted[] {
  const { identifiers } = record;
  return sumUp(
    meetings(events, { known: [], identifiers }, context)
      .filter(({ event }) => event.channel !== correctionChannel && isCounted(event))
      .map((meeting) => countEvent({ ...meeting, personId: id }, context)),
  );
}
