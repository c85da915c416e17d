/** The audit, read: chain by chain to verify it, or by time to see who did what. */
import * as z from "zod";
import { chainNames, entryChains } from "#shared/domain/audit/entry.ts";
import { json } from "#shared/lambda/http.ts";
import { readNewest, readRows } from "#shared/stores/audit.ts";
import { encodeCursor, pageStart } from "./cursor.ts";
import type { Route } from "./route.ts";
import { AuditPage, AuditQuery, ProblemView } from "./schemas.ts";

const Place = z.int().min(0).max(999_999_999_999);
const ChainCursor = z.strictObject({ chain: z.enum(chainNames), seq: Place });
const TimeCursor = z.record(z.enum(entryChains), Place);

export const readAudit: Route = {
  method: "GET",
  path: "/v1/audit",
  roles: ["auditor", "admin"],
  summary: "Who saw or decided what: newest first, or one chain with its hashes, oldest first.",
  query: AuditQuery,
  answers: { 200: AuditPage, 400: ProblemView },
  // Ids, roles and counts: to look at them is no look at anybody's data.
  audit: "nothing personal",

  async handle({ query }, { store }) {
    const { chain, after, from, to, limit } = AuditQuery.parse(Object.fromEntries(query));
    if (chain === undefined) {
      const start = pageStart(after, TimeCursor);
      if ("refused" in start) return start.refused;
      const time = { from: written(from), to: written(to) };
      const page = { ...time, places: start.cursor, limit };
      const { rows, next } = await readNewest(page, store);
      return json(200, { rows, ...(next && { next: encodeCursor(next) }) });
    }
    const start = pageStart(after, ChainCursor.extend({ chain: z.literal(chain) }));
    if ("refused" in start) return start.refused;
    const rows = await readRows({ chain, from: (start.cursor?.seq ?? 0) + 1, limit }, store);
    const last = rows.length < limit ? undefined : rows.at(-1);
    return json(200, { rows, ...(last && { next: encodeCursor({ chain, seq: last.seq }) }) });
  },
};

/** As entries write their time: two texts of one moment must compare as equal. */
const written = (time: string | undefined): string | undefined =>
  time && new Date(time).toISOString();
