/** Joining persons and taking them apart, as a human decides; and taking such decisions back. */
import { namedEvents } from "#shared/domain/identity/decision.ts";
import type { Role } from "#shared/domain/staff.ts";
import { placesOf, split, takeBack, unite } from "#shared/engine/steward.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { DecisionCursor, listDecisions, readDecisions } from "#shared/stores/decisions.ts";
import { readRoots } from "#shared/stores/people.ts";
import { encodeCursor, pageStart } from "./cursor.ts";
import { answer } from "./judgement.ts";
import { soughtIdentifier } from "./people.ts";
import type { ApiContext, Route } from "./route.ts";
import {
  DecisionPage,
  Judgement,
  MergeRequest,
  PageQuery,
  ProblemView,
  SplitRequest,
} from "./schemas.ts";

export const stewards: readonly Role[] = ["steward", "admin"];

export const judgementAnswers = {
  200: Judgement,
  202: Judgement,
  400: ProblemView,
  404: ProblemView,
  409: ProblemView,
  413: ProblemView,
  503: ProblemView,
};

export const mergePeople: Route = {
  method: "POST",
  path: "/v1/merges",
  roles: stewards,
  summary: "These persons are one. Taken back by revoking the decision.",
  body: MergeRequest,
  answers: judgementAnswers,
  audit: { kind: "decision", named: ({ body }) => MergeRequest.parse(body).people },
  example: {
    people: ["019a5f3e-0000-7000-8000-000000000001", "019a5f3e-0000-7000-8000-000000000002"],
  },

  async handle({ body, caller }, context) {
    const { people } = MergeRequest.parse(body);
    const judged = await unite(people, { by: caller.subject }, context.engine);
    return answer(judged, () => rootsOf(people, context), context);
  },
};

export const splitPerson: Route = {
  method: "POST",
  path: "/v1/people/{id}/split",
  roles: stewards,
  summary:
    "Some of a person's events are somebody else's: these events, or all that carry an identifier.",
  body: SplitRequest,
  answers: judgementAnswers,
  audit: {
    kind: "decision",
    named({ body }) {
      const request = SplitRequest.parse(body);
      return "events" in request ? request.events : [];
    },
    sought({ body }, context) {
      const request = SplitRequest.parse(body);
      return "identifier" in request ? soughtIdentifier(request.identifier, context) : undefined;
    },
  },
  example: { events: ["evt_000000000000000000000000001"] },

  async handle({ path, body, caller }, context) {
    const request = SplitRequest.parse(body);
    const personId = path["id"] ?? "";
    const steward = { by: caller.subject };
    if ("events" in request) {
      const { events } = request;
      const judged = await split({ personId, part: { events } }, steward, context.engine);
      const concerned = async () => [
        ...(await rootsOf([personId], context)),
        ...(await placesOf(events, context.engine)),
      ];
      return answer(judged, concerned, context);
    }
    const identifier = soughtIdentifier(request.identifier, context);
    if (identifier === undefined) {
      return problem({ status: 400, title: "This value cannot be one of its type." });
    }
    const judged = await split({ personId, part: { identifier } }, steward, context.engine);
    return answer(judged, () => withPartings(personId, context), context);
  },
};

export const listAllDecisions: Route = {
  method: "GET",
  path: "/v1/decisions",
  roles: stewards,
  summary: "What humans decided about identity, oldest first; it names events, never values.",
  query: PageQuery,
  answers: { 200: DecisionPage, 400: ProblemView },
  audit: "nothing personal",

  async handle({ query }, { store }) {
    const { after, limit } = PageQuery.parse(Object.fromEntries(query));
    const start = pageStart(after, DecisionCursor);
    if ("refused" in start) return start.refused;
    const page = await listDecisions({ after: start.cursor, limit }, store);
    return json(200, {
      decisions: page.decisions.map(({ kind: _same, ...decision }) => decision),
      ...(page.next && { next: encodeCursor(page.next) }),
    });
  },
};

export const revokeDecision: Route = {
  method: "POST",
  path: "/v1/decisions/{id}/revoke",
  roles: stewards,
  summary: "Takes a decision back: persons and records become what they would be without it.",
  answers: judgementAnswers,
  audit: { kind: "decision" },

  async handle({ path, caller }, context) {
    const id = path["id"] ?? "";
    const judged = await takeBack(id, { by: caller.subject }, context.engine);
    const concerned = async () => {
      const [decision] = await readDecisions([id], context.store);
      if (decision === undefined || !("subjects" in decision.ruling)) return [];
      return placesOf([...namedEvents([decision])], context.engine);
    };
    return answer(judged, concerned, context);
  },
};

export async function rootsOf(ids: readonly string[], { store }: ApiContext): Promise<string[]> {
  const roots = await readRoots(ids, store);
  return [...new Set([...roots.values()].map(({ person }) => person.id))];
}

async function withPartings(id: string, { store }: ApiContext): Promise<string[]> {
  const root = (await readRoots([id], store)).get(id)?.person;
  return root === undefined ? [] : [root.id, ...root.parted];
}
