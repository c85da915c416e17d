/** After a table was restored: erases again, by the ledger, whoever came back with it. */
import * as z from "zod";
import { replay, type Remains } from "#shared/engine/replay-ledger.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { liftSuppression, listLedger, readLedger } from "#shared/stores/ledger.ts";
import { DueCursor } from "#shared/stores/privacy/lists.ts";
import { encodeCursor, pageStart } from "./cursor.ts";
import { officers } from "./request-view.ts";
import type { Route } from "./route.ts";
import { ProblemView } from "./schemas.ts";

/** Few enough for one call, however much each of them erased. */
const entriesPerCall = 10;

const Lifted = z.object({
  id: z.string(),
  identifiers: z.int().min(0).describe("How many may be held by somebody again."),
});

const ReplayQuery = z.object({
  after: z.string().optional().describe("The `next` of the call before."),
});

const count = z.int().min(0);
export const Replayed = z.object({
  entries: count.describe("Erasures that were looked at."),
  present: z
    .object({ people: count, keys: count, events: count, identifiers: count })
    .describe("What of them was there, and was erased again."),
  next: z.string().optional().describe("There are more: call again with this."),
});
export type Replayed = z.infer<typeof Replayed>;

export const replayLedger: Route = {
  method: "POST",
  path: "/v1/ledger/replay",
  roles: officers,
  summary:
    "Erases again what the ledger says was erased: after a restore, until nothing is present.",
  query: ReplayQuery,
  answers: { 200: Replayed, 400: ProblemView, 503: ProblemView },
  audit: { kind: "decision", decision: () => "replay the ledger" },

  async handle({ query }, { store }) {
    const { after } = ReplayQuery.parse(Object.fromEntries(query));
    const start = pageStart(after, DueCursor);
    if ("refused" in start) return start.refused;
    const page = await listLedger({ after: start.cursor, limit: entriesPerCall }, store);
    const present = { people: 0, keys: 0, events: 0, identifiers: 0 };
    for (const id of page.ids) {
      const entry = await readLedger(id, store);
      if (entry !== undefined) add(present, await replay(entry, store));
    }
    return json(200, {
      entries: page.ids.length,
      present,
      ...(page.next && { next: encodeCursor(page.next) }),
    });
  },
};

export const liftSuppressed: Route = {
  method: "POST",
  path: "/v1/requests/{id}/lift-suppression",
  roles: officers,
  summary: "Takes events of whoever was erased again, if they are newer than the erasure.",
  answers: { 200: Lifted, 404: ProblemView, 503: ProblemView },
  audit: { kind: "decision", decision: () => "lift suppression" },

  async handle({ path }, { store }) {
    const id = path["id"] ?? "";
    const entry = await readLedger(id, store);
    if (entry === undefined) {
      const detail = "Only what was erased with `suppress` can be lifted.";
      return problem({ status: 404, title: "Nothing was erased under this number.", detail });
    }
    if (entry.suppress) await liftSuppression(entry, store);
    return json(200, { id, identifiers: entry.suppress ? entry.identifiers.length : 0 });
  },
};

function add(present: Record<keyof Remains, number>, found: Remains): void {
  for (const part of ["people", "keys", "events", "identifiers"] as const) {
    present[part] += found[part].length;
  }
}
