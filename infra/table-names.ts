/** The environment variables by which functions find their tables; the audit's and the counters' are not for all. */
import type { Tables } from "./tables.ts";

export function tableNames({ index, events, people, keys, reviews, privacy }: Tables) {
  return {
    INDEX_TABLE: index.tableName,
    EVENTS_TABLE: events.tableName,
    PEOPLE_TABLE: people.tableName,
    KEYS_TABLE: keys.tableName,
    REVIEWS_TABLE: reviews.tableName,
    PRIVACY_TABLE: privacy.tableName,
  };
}
