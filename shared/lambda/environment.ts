/** The only reader of the environment: each function says by a schema what it needs, once, at start. */
import * as z from "zod";

const Variable = z.string().min(1);

/** What every function has. */
const base = { TENANT: Variable, PARAMETER_PREFIX: Variable };
/** Functions that only keep or expire quarantine see these tables. */
const quarantineTables = { KEYS_TABLE: Variable, REVIEWS_TABLE: Variable };

export const WebhookEnvironment = z.object({
  ...base,
  EVENTS_QUEUE_URL: z.url(),
  /** What providers call: signatures over the URL are made of this, not of what we see. */
  PUBLIC_BASE_URL: z.url(),
});

/** Reaches no store: it asks the API, and the tenant's issuer. */
export const PagesEnvironment = z.object({
  ...base,
  PUBLIC_BASE_URL: z.url(),
  OIDC_ISSUER: z.url(),
});

export const QuarantineEnvironment = z.object({ ...base, ...quarantineTables });

export const FetchEnvironment = z.object({
  ...base,
  ...quarantineTables,
  EVENTS_QUEUE_URL: z.url(),
});

const StoreVariables = z.object({
  ...base,
  ...quarantineTables,
  EVENTS_QUEUE_URL: z.url(),
  /** Who writes persons says which of them should be compared. */
  CANDIDATES_QUEUE_URL: z.url(),
  INDEX_TABLE: Variable,
  EVENTS_TABLE: Variable,
  PEOPLE_TABLE: Variable,
  PRIVACY_TABLE: Variable,
});

const storeTables = (environment: Omit<z.output<typeof StoreVariables>, "EVENTS_QUEUE_URL">) => ({
  index: environment.INDEX_TABLE,
  events: environment.EVENTS_TABLE,
  people: environment.PEOPLE_TABLE,
  keys: environment.KEYS_TABLE,
  reviews: environment.REVIEWS_TABLE,
  privacy: environment.PRIVACY_TABLE,
});

/** Who resolves events counts what they tell of their sources. */
export const ConsumerEnvironment = StoreVariables.extend({ QUALITY_TABLE: Variable }).transform(
  (environment) => ({
    ...environment,
    tables: { ...storeTables(environment), quality: environment.QUALITY_TABLE },
  }),
);

/** Sees no delivery: it writes what the engine writes, and sends nothing to the engine. */
export const ErasureEnvironment = StoreVariables.omit({ EVENTS_QUEUE_URL: true })
  .extend({ PUBLIC_BASE_URL: z.url(), AUDIT_TABLE: Variable })
  .transform((environment) => ({
    ...environment,
    tables: { ...storeTables(environment), audit: environment.AUDIT_TABLE },
  }));

/** Staff can do what the engine can, and leave a trace of it. */
export const ApiEnvironment = StoreVariables.extend({
  AUDIT_TABLE: Variable,
  QUALITY_TABLE: Variable,
  /** What machines call: answers are signed in the name of its host. */
  PUBLIC_BASE_URL: z.url(),
}).transform((environment) => ({
  ...environment,
  tables: {
    ...storeTables(environment),
    audit: environment.AUDIT_TABLE,
    quality: environment.QUALITY_TABLE,
  },
}));

export const AuditEnvironment = z.object({ ...base, AUDIT_TABLE: Variable });

/** Sees no event: who a person is like, its record tells. */
export const DuplicatesEnvironment = z
  .object({ ...base, ...quarantineTables, INDEX_TABLE: Variable, PEOPLE_TABLE: Variable })
  .transform((environment) => ({
    ...environment,
    tables: {
      index: environment.INDEX_TABLE,
      people: environment.PEOPLE_TABLE,
      keys: environment.KEYS_TABLE,
      reviews: environment.REVIEWS_TABLE,
    },
  }));

/** Sees counters, and how much waits; of no person anything. */
export const MetricsEnvironment = z
  .object({
    ...base,
    QUALITY_TABLE: Variable,
    REVIEWS_TABLE: Variable,
    PRIVACY_TABLE: Variable,
    ALERTS_TOPIC_ARN: z.string().startsWith("arn:"),
  })
  .transform((environment) => ({
    ...environment,
    tables: {
      quality: environment.QUALITY_TABLE,
      reviews: environment.REVIEWS_TABLE,
      privacy: environment.PRIVACY_TABLE,
    },
  }));

/** Reads all events there are, and changes nothing but counters. */
export const InspectionEnvironment = z
  .object({
    ...base,
    EVENTS_TABLE: Variable,
    PEOPLE_TABLE: Variable,
    KEYS_TABLE: Variable,
    QUALITY_TABLE: Variable,
  })
  .transform((environment) => ({
    ...environment,
    tables: {
      events: environment.EVENTS_TABLE,
      people: environment.PEOPLE_TABLE,
      keys: environment.KEYS_TABLE,
      quality: environment.QUALITY_TABLE,
    },
  }));

/** Throws an error that names every variable that is missing or wrong. */
export function readEnvironment<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return schema.parse(process.env);
}
