/** What a human decided about identity: an input like an event, attributed and reversible. */
import * as z from "zod";
import { Instant } from "../event.ts";
import { compareText } from "../identifier.ts";

/** How many events and identifiers one decision may name. */
export const subjectsMax = 100;

/**
 * What a decision is about: an event, or every event that carries an identifier. Identifiers are named
 * by a keyed hash, so that a decision says nothing about anybody.
 */
export const Subject = z.union([
  z.strictObject({ event: z.string() }),
  z.strictObject({ identifier: z.string() }),
]);
export type Subject = z.infer<typeof Subject>;

const Subjects = z.array(Subject).min(1).max(subjectsMax);

/** `same`: one person. `different`: nobody is on both sides, and what is shared stays with `staying`. */
export const Ruling = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("same"), subjects: Subjects }),
  z.strictObject({ kind: z.literal("different"), leaving: Subjects, staying: Subjects }),
  /** It never links. */
  z.strictObject({ kind: z.literal("block"), identifier: z.string() }),
  /** It links, however many people carry it. */
  z.strictObject({ kind: z.literal("lift"), identifier: z.string() }),
]);
export type Ruling = z.infer<typeof Ruling>;

export const Decision = z.strictObject({
  id: z.string(),
  at: Instant,
  /** The subject of the staff member's token. */
  by: z.string(),
  ruling: Ruling,
});
export type Decision = z.infer<typeof Decision>;

export type Same = Extract<Ruling, { kind: "same" }>;
export type Different = Extract<Ruling, { kind: "different" }>;
/** About a value, wherever it is. */
export type ValueRuling = Extract<Ruling, { kind: "block" | "lift" }>;

/** Newest first: where two contradict each other, the later word counts. */
export function newestFirst(a: Decision, b: Decision): number {
  return compareText(b.at, a.at) || compareText(b.id, a.id);
}

/** The events that a decision names one by one. */
export function namedEvents(decisions: readonly Decision[]): Set<string> {
  return new Set(
    decisions.flatMap(({ ruling }) =>
      subjectsOf(ruling).flatMap((subject) => ("event" in subject ? [subject.event] : [])),
    ),
  );
}

export function subjectsOf(ruling: Ruling): readonly Subject[] {
  if (ruling.kind === "same") return ruling.subjects;
  if (ruling.kind === "different") return [...ruling.leaving, ...ruling.staying];
  return [{ identifier: ruling.identifier }];
}
