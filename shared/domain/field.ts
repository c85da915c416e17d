/** What is known of one canonical field: its name for people, its normaliser, its protection. */
import type { IdentifierType } from "./identifier.ts";
import type { Normaliser } from "./normalise/normalised.ts";

export type Pii = "none" | "personal" | "sensitive";

export interface Field {
  name: string;
  labels: { en: string; zh: string };
  normalise: Normaliser;
  pii: Pii;
  /** How much a customer record is worth with this field, for quality scores. */
  weight: number;
  /** Fields of one group come from one event together: half of one address and half of another is none. */
  group?: "name" | "address" | "campaign";
  /** A valid value is also an identifier of this type. */
  identifier?: IdentifierType;
  /** Said of one visit, not of the customer: that the next one says something else contradicts nothing. */
  perVisit?: true;
}

export type FieldRegistry = ReadonlyMap<string, Field>;
