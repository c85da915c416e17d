/** Holds: what may not be erased for a time, and on what ground. */
import type { Hold } from "#shared/domain/privacy/hold.ts";
import { isInForce } from "#shared/domain/privacy/hold.ts";
import { holdId } from "#shared/domain/privacy/request-id.ts";
import { HoldPage, HoldView } from "#shared/domain/privacy/view.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { keepHold, liftHold, listHolds } from "#shared/stores/privacy/holds.ts";
import { DueCursor } from "#shared/stores/privacy/lists.ts";
import { identifierKeys } from "#shared/stores/privacy/rows.ts";
import { encodeCursor, pageStart } from "./cursor.ts";
import { soughtIdentifier } from "./people.ts";
import { HoldQuery, PlaceHold } from "./request-schemas.ts";
import { officers } from "./request-view.ts";
import { normalised } from "./requests.ts";
import type { ApiContext, Route } from "./route.ts";
import { ProblemView } from "./schemas.ts";

const answers = { 400: ProblemView, 404: ProblemView, 413: ProblemView, 503: ProblemView };

export const placeHold: Route = {
  method: "POST",
  path: "/v1/holds",
  roles: officers,
  summary: "Keeps events, or whatever carries an identifier, from being erased until a time.",
  body: PlaceHold,
  answers: { ...answers, 201: HoldView },
  audit: {
    kind: "decision",
    decision: () => "hold",
    named({ body }) {
      const asked = PlaceHold.parse(body);
      return "events" in asked ? asked.events : [];
    },
    sought({ body }, context) {
      const asked = PlaceHold.parse(body);
      const [first] = "identifiers" in asked ? asked.identifiers : [];
      return first && soughtIdentifier(first, context);
    },
  },
  example: {
    identifiers: [{ type: "email", value: "lin.yu@guyu-mail.cn" }],
    ground: "legal-claims",
    until: "2099-06-30T00:00:00Z",
  },

  async handle({ body, caller }, context) {
    const { store, engine } = context;
    const asked = PlaceHold.parse(body);
    const at = context.now().toISOString();
    const until = new Date(asked.until).toISOString();
    if (until <= at) {
      const detail = "Say a time that is still to come.";
      return problem({ status: 400, title: "This hold would be over already.", detail });
    }
    const told = "identifiers" in asked ? normalised(asked.identifiers, context) : { all: [] };
    if ("refused" in told) return told.refused;
    const events = "events" in asked ? asked.events : [];
    const keys = [
      ...identifierKeys(told.all, store),
      ...events.map((id) => store.vault.eventKey(id)),
    ];
    const hold: Hold = {
      id: holdId(engine.newId()),
      ground: asked.ground,
      by: caller.subject,
      at,
      until,
      counts: { events: events.length, identifiers: told.all.length },
    };
    await keepHold(hold, keys, store);
    return json(201, holdView(hold, context));
  },
};

export const listAllHolds: Route = {
  method: "GET",
  path: "/v1/holds",
  roles: [...officers, "auditor"],
  summary: "Holds by when they end; it is said how much each names, and never what.",
  query: HoldQuery,
  answers: { 200: HoldPage, 400: ProblemView },
  audit: "nothing personal",

  async handle({ query }, context) {
    const { after, status, limit } = HoldQuery.parse(Object.fromEntries(query));
    const start = pageStart(after, DueCursor);
    if ("refused" in start) return start.refused;
    const page = await listHolds({ status, after: start.cursor, limit }, context.store);
    return json(200, {
      holds: page.holds.map((hold) => holdView(hold, context)),
      ...(page.next && { next: encodeCursor(page.next) }),
    });
  },
};

export const liftOneHold: Route = {
  method: "POST",
  path: "/v1/holds/{id}/lift",
  roles: officers,
  summary: "Ends a hold before its time. Requests that waited for it go on by themselves.",
  answers: { 200: HoldView, 404: ProblemView, 503: ProblemView },
  audit: { kind: "decision", decision: () => "lift" },

  async handle({ path, caller }, context) {
    const signed = { by: caller.subject, at: context.now().toISOString() };
    const outcome = await liftHold({ id: path["id"] ?? "", ...signed }, context.store);
    if (outcome.kind === "unknown") {
      return problem({ status: 404, title: "There is no such hold.", detail: "List the holds." });
    }
    return json(200, holdView(outcome.hold, context));
  },
};

const holdView = (hold: Hold, { now }: Pick<ApiContext, "now">): HoldView => ({
  ...hold,
  inForce: isInForce(hold, now().toISOString()),
});
