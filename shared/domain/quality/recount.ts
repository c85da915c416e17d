/** The counters anew, from the events that are there: a function of their set, in whatever order they came. */
import { correctionChannel, type CustomerEvent } from "../event.ts";
import type { Person } from "../identity/person.ts";
import { countEvent } from "./arrival.ts";
import { type MeetingContext, meetings } from "./meetings.ts";
import { type Counted, sumUp } from "./tally.ts";

/**
 * What the counters would say of one person's events, had each been processed as it was received: all
 * but how late they were, which no event knows, and how often they came. Corrections are met by others,
 * but not counted: staff are no source. Whoever a human has joined is met by what points at them.
 */
export function recount(
  { id, record }: Pick<Person, "id" | "record">,
  events: readonly CustomerEvent[],
  context: MeetingContext,
): Counted[] {
  const { identifiers } = record;
  return sumUp(
    meetings(events, { known: [], identifiers }, context)
      .filter(({ event }) => event.channel !== correctionChannel)
      .map((meeting) => countEvent({ ...meeting, personId: id }, context)),
  );
}
