/** What each channel said about one person, against what the record says of it. */
import type { CustomerEvent } from "../event.ts";
import type { FieldRegistry } from "../field.ts";
import type { GoldenRecord } from "../record.ts";
import { likeness } from "./likeness.ts";
import { type Said, saidByChannel } from "./said.ts";

export interface Word extends Said {
  /** The record has its value from this very event. */
  isInRecord: boolean;
  /** It is valid, and says something else than the record, which is. */
  differs: boolean;
}

export interface FieldComparison {
  field: string;
  /** What the record says; undefined where it says nothing, or that there is nothing. */
  kept: { value: string; valid: boolean } | undefined;
  /** Channels contradict each other. */
  differs: boolean;
  /** The latest of each channel, in the order of their names. */
  words: Word[];
}

/** One a field, in the order of their names. What each visit is asked anew differs from nothing. */
export function compareChannels(
  events: readonly CustomerEvent[],
  { slots }: Pick<GoldenRecord, "slots">,
  fields: FieldRegistry,
): FieldComparison[] {
  return [...saidByChannel(events)].map(([field, said]) => {
    const known = fields.get(field);
    const name = known?.group ?? field;
    const slot = Object.hasOwn(slots, name) ? slots[name] : undefined;
    const value = slot?.values[field];
    const kept = slot && value !== undefined ? { value, valid: slot.valid } : undefined;
    const isLasting = known?.perVisit !== true;
    const words = [...said.values()].map((each): Word => {
      const word = likenessOf(each);
      return {
        ...each,
        isInRecord: kept !== undefined && slot?.origin.eventId === each.event.id,
        differs:
          isLasting &&
          kept?.valid === true &&
          word !== undefined &&
          word !== likeness(field, kept.value),
      };
    });
    const told = new Set(words.flatMap((word) => likenessOf(word) ?? []));
    return { field, kept, differs: isLasting && told.size > 1, words };
  });
}

/** Undefined of what is no value that could contradict another. */
function likenessOf({ claim: { field, value, valid, removed } }: Said): string | undefined {
  return valid && !removed ? likeness(field, value) : undefined;
}
