/** What the engine does to the tables, wherever it runs: where events arrive, and where staff decide. */
import type { TableAccess } from "./permissions.ts";
import { eventsByPerson } from "#shared/stores/tables.ts";
import type { Tables } from "./tables.ts";

/**
 * Deciding who is who reads what an identifier leads to and all events of whom it takes apart. What it
 * deletes says nothing true any more: edges, keys of nobody, the log of a settlement.
 */
export const engineAccess = ({ index, events, people, keys, reviews }: Tables): TableAccess[] => [
  {
    table: index,
    actions: ["BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
  },
  { table: events, actions: ["GetItem", "BatchGetItem", "PutItem"] },
  { table: events, index: eventsByPerson, actions: ["Query"] },
  { table: people, actions: ["BatchGetItem", "PutItem", "UpdateItem", "ConditionCheckItem"] },
  { table: keys, actions: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"] },
  { table: reviews, actions: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"] },
];
