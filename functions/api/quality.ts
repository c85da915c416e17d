/** The report on quality and its alerts: read by all who may see quality, answered by stewards. */
import { latestOfEach } from "#shared/domain/quality/alert.ts";
import { alertView, isOpen } from "#shared/domain/quality/alert-view.ts";
import { addDays, dayOf } from "#shared/domain/quality/calendar.ts";
import { AlertView, Report } from "#shared/domain/quality/report.ts";
import { acknowledge, mute, type Standings, unmute } from "#shared/domain/quality/standing.ts";
import { qualityReaders } from "#shared/domain/staff.ts";
import { type HttpResult, json, problem, tryAgain } from "#shared/lambda/http.ts";
import {
  alertsSince,
  type KeptAlert,
  listAlerts,
  putStanding,
  readAlert,
  readStanding,
  readStandings,
} from "#shared/stores/quality-alerts.ts";
import { readReport, weekEndOf } from "#shared/stores/quality-report.ts";
import { encodeCursor, pageStart } from "./cursor.ts";
import { stewards } from "./merges.ts";
import {
  AlertCursor,
  AlertDecision,
  AlertPage,
  AlertsQuery,
  ReportQuery,
} from "./quality-schemas.ts";
import type { ApiContext, Call, Route } from "./route.ts";
import { ProblemView } from "./schemas.ts";

export const readQualityReport: Route = {
  method: "GET",
  path: "/v1/quality/report",
  roles: qualityReaders,
  summary:
    "How good the data of each source is, what to fix first, and what last week's fixes did: " +
    "of the last seven full days, or of a past week. Made every hour from counters.",
  query: ReportQuery,
  answers: { 200: Report, 400: ProblemView, 404: ProblemView },
  audit: "nothing personal",

  async handle({ query }, { store }) {
    const { week } = ReportQuery.parse(Object.fromEntries(query));
    const report = await readReport(week && weekEndOf(week), store);
    if (report !== undefined) return json(200, report);
    const title = week ? "There is no report of that week." : "There is no report yet.";
    const detail = week
      ? "A copy is kept at the end of a week in which something came, for 400 days."
      : "It is made every hour.";
    return problem({ status: 404, title, detail });
  },
};

const pageSize = 100;

export const listQualityAlerts: Route = {
  method: "GET",
  path: "/v1/quality/alerts",
  roles: qualityReaders,
  summary: "What somebody should look into, with the reason in words, examples and the next step.",
  query: AlertsQuery,
  answers: { 200: AlertPage, 400: ProblemView },
  audit: "nothing personal",

  async handle({ query }, context) {
    const { status, after } = AlertsQuery.parse(Object.fromEntries(query));
    const start = pageStart(after, AlertCursor);
    if ("refused" in start) return start.refused;
    return status === "open"
      ? json(200, { alerts: await openAlerts(context) })
      : allAlerts(start.cursor?.id, context);
  },
};

/** What goes on has an alert of the last day that was judged, or one of what waits since. */
async function openAlerts(context: ApiContext): Promise<AlertView[]> {
  const today = dayOf(context.now().toISOString());
  const report = await readReport(undefined, context.store);
  const found = await alertsSince(report?.week.to ?? addDays(today, -1), context.store);
  const views = await viewsOf(latestOfEach(found).reverse(), context);
  return views.filter((view) => isOpen(view, today));
}

async function allAlerts(before: string | undefined, context: ApiContext): Promise<HttpResult> {
  const page = await listAlerts({ before, limit: pageSize }, context.store);
  return json(200, {
    alerts: await viewsOf(page.alerts, context),
    ...(page.next && { next: encodeCursor({ id: page.next }) }),
  });
}

async function viewsOf(
  found: readonly KeptAlert[],
  { store, fields }: ApiContext,
): Promise<AlertView[]> {
  if (found.length === 0) return [];
  const known = await readStandings(store);
  return found.map((kept) => alertView(kept, known.get(kept.alert.cause)?.standing, fields));
}

/** A year: whoever is silent for longer is gone. */
const muteDaysMax = 366;

export const decideQualityAlert: Route = {
  method: "POST",
  path: "/v1/quality/alerts/{id}",
  roles: stewards,
  summary:
    "Say that its cause is known, or not to be told of until a day is over, or take that back.",
  body: AlertDecision,
  answers: { 200: AlertView, 400: ProblemView, 404: ProblemView, 503: ProblemView },
  audit: {
    kind: "decision",
    decision: ({ body }) => AlertDecision.parse(body).decision,
  },
  example: { decision: "acknowledge" },

  async handle(call, context) {
    const decision = AlertDecision.parse(call.body);
    const today = dayOf(context.now().toISOString());
    if (decision.decision === "mute" && !isWithin(decision.until, today)) {
      const detail = "`until` is from today on, a year from now at most.";
      return problem({ status: 400, title: "It cannot be muted until then.", detail });
    }
    const kept = await readAlert(call.path["id"] ?? "", context.store);
    if (kept === undefined) return problem({ status: 404, title: "There is no such alert." });
    const decided = await decide(kept, call, context);
    return decided ?? tryAgain("What is known of it is just being changed.");
  },
};

const isWithin = (until: string, today: string): boolean =>
  until >= today && until <= addDays(today, muteDaysMax);

/** Somebody else may decide, or the cause be found again, in between. */
const attemptsMax = 3;

async function decide(
  kept: KeptAlert,
  call: Call,
  { store, fields, now }: ApiContext,
): Promise<HttpResult | undefined> {
  const { cause } = kept.alert;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const known = await readStanding(cause, store);
    if (known === undefined) break;
    const { standing, version } = known;
    const at = now().toISOString();
    const changed = standingsAfter(cause, { call, at, known: new Map([[cause, standing]]) });
    const next = changed?.get(cause);
    if (next === undefined) break;
    if (await putStanding({ cause, standing: next, version }, store)) {
      return json(200, alertView(kept, next, fields));
    }
  }
  return undefined;
}

function standingsAfter(
  cause: string,
  { call, at, known }: { call: Call; at: string; known: Standings },
): Standings | undefined {
  const by = call.caller.subject;
  const decision = AlertDecision.parse(call.body);
  switch (decision.decision) {
    case "acknowledge":
      return acknowledge(cause, { by, at }, known);
    case "mute":
      return mute(cause, { by, until: decision.until }, known);
    case "unmute":
      return unmute(cause, known);
  }
}
