/** The data map: every place that can hold personal data, and what is said of it. */
import type { Declaration } from "./declaration.ts";
import { embedded } from "./embedded.ts";
import { operations } from "./operations.ts";
import { parameters } from "./parameters.ts";
import { queues } from "./queues.ts";
import { peopleTables } from "./people-tables.ts";
import { staffTables } from "./staff-tables.ts";

export const dataMap: readonly Declaration[] = [
  ...peopleTables,
  ...staffTables,
  ...queues,
  ...operations,
  ...parameters,
  ...embedded,
];
