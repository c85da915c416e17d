/** Reading people: by identifier, by id, and the events that made them. */
import type { Identifier } from "#shared/domain/identifier.ts";
import { namespaceRequired } from "#shared/domain/identifier.ts";
import { cleanText } from "#shared/domain/normalise/text.ts";
import type { Role } from "#shared/domain/staff.ts";
import { type HttpResult, json, problem } from "#shared/lambda/http.ts";
import { EventCursor, listEvents } from "#shared/stores/event-lists.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { type LivingPerson, readPeople, readRoots } from "#shared/stores/people.ts";
import { encodeCursor, pageStart } from "./cursor.ts";
import { eventView, personView, sightOf } from "./person-view.ts";
import type { ApiContext, Caller, Route } from "./route.ts";
import {
  EventPageView,
  PageQuery,
  PersonView,
  ProblemView,
  SearchRequest,
  SearchResult,
  type SoughtIdentifier,
} from "./schemas.ts";

export const readers: readonly Role[] = ["viewer", "steward", "admin"];

export const searchPeople: Route = {
  method: "POST",
  path: "/v1/people/search",
  roles: readers,
  summary: "Find people by an identifier. It travels in the body, never in a URL.",
  body: SearchRequest,
  answers: { 200: SearchResult, 400: ProblemView, 413: ProblemView, 503: ProblemView },
  audit: {
    kind: "read",
    shown(answer) {
      const { people } = SearchResult.parse(answer);
      return { subjects: people.map(({ id }) => id), count: people.length };
    },
    sought: ({ body }, context) => soughtIdentifier(SearchRequest.parse(body).identifier, context),
  },
  example: { identifier: { type: "phone", value: "139 1234 5678" } },

  async handle({ body, caller }, context) {
    const { identifier } = SearchRequest.parse(body);
    if (namespaceRequired[identifier.type] && !identifier.namespace) {
      const title = `An identifier of type ${identifier.type} needs a namespace.`;
      return problem({ status: 400, title });
    }
    const sought = soughtIdentifier(identifier, context);
    const owner = sought && (await findOwner(sought, context.store));
    return json(200, { people: owner ? [viewFor(owner, caller, context)] : [] });
  },
};

export const readPerson: Route = {
  method: "GET",
  path: "/v1/people/{id}",
  // Who handles a request has to recognise whom it means.
  roles: [...readers, "compliance"],
  summary: "The golden record: every field with its source, time and number of rivals.",
  answers: {
    200: PersonView,
    308: ProblemView,
    404: ProblemView,
    410: ProblemView,
    503: ProblemView,
  },
  audit: {
    kind: "read",
    shown: (answer) => ({ subjects: [PersonView.parse(answer).id], count: 1 }),
  },

  async handle({ path, caller }, context) {
    const found = await rootNamed(path["id"] ?? "", context);
    return "statusCode" in found ? found : json(200, viewFor(found, caller, context));
  },
};

export const readPersonEvents: Route = {
  method: "GET",
  path: "/v1/people/{id}/events",
  roles: readers,
  summary: "The events that made the record, newest first.",
  query: PageQuery,
  answers: {
    200: EventPageView,
    308: ProblemView,
    400: ProblemView,
    404: ProblemView,
    410: ProblemView,
    503: ProblemView,
  },
  audit: {
    kind: "read",
    shown: (answer) => ({ subjects: [], count: EventPageView.parse(answer).events.length }),
  },

  async handle({ path, query, caller }, context) {
    const { after, limit } = PageQuery.parse(Object.fromEntries(query));
    const start = pageStart(after, EventCursor);
    if ("refused" in start) return start.refused;
    const asked = query.size > 0 ? `?${query.toString()}` : "";
    const found = await rootNamed(path["id"] ?? "", context, `/events${asked}`);
    if ("statusCode" in found) return found;
    const personIds = [found.person.id, ...found.person.absorbed];
    const page = await listEvents({ personIds, after: start.cursor, limit }, context.store);
    const sight = sightOf(found.person, { caller, fields: context.fields });
    return json(200, {
      events: page.events.map((event) => eventView(event, sight)),
      ...(page.next && { next: encodeCursor(page.next) }),
    });
  },
};

function viewFor(found: LivingPerson, caller: Caller, { fields }: ApiContext): PersonView {
  return personView(found, sightOf(found.person, { caller, fields }));
}

/** The person of this id, or the answer that says why there is none: moved, gone, never was. */
export async function rootNamed(
  id: string,
  { store }: ApiContext,
  rest = "",
): Promise<LivingPerson | (HttpResult & { statusCode: number })> {
  const found = (await readPeople([id], store)).get(id) ?? { kind: "unknown" };
  switch (found.kind) {
    case "living":
      return found;
    case "merged": {
      const root = (await readRoots([id], store)).get(id);
      return root === undefined ? gone() : moved(`${root.person.id}${rest}`);
    }
    case "erased":
      return gone();
    case "unknown":
      return { ...problem({ status: 404, title: "There is no such person." }), statusCode: 404 };
  }
}

function gone() {
  return { ...problem({ status: 410, title: "This person was erased." }), statusCode: 410 };
}

function moved(id: string) {
  const location = `/v1/people/${id}`;
  const answer = problem({ status: 308, title: "This person was merged.", detail: location });
  return { ...answer, statusCode: 308, headers: { ...answer.headers, location } };
}

/** As it would be stored; undefined where the value cannot be one of its type: then it is nobody's. */
export function soughtIdentifier(
  { type, value: told, namespace: named }: SoughtIdentifier,
  { fields, policy }: ApiContext,
): Identifier | undefined {
  const sought = { type, value: told, namespace: namespaceRequired[type] ? (named ?? "") : "" };
  const value = cleanText(sought.value);
  const field = [...fields.values()].find(({ identifier }) => identifier === sought.type);
  if (field === undefined) return value === "" ? undefined : { ...sought, value };
  const normalised = field.normalise(value, { phoneRegion: policy.phoneRegion });
  return normalised.valid ? { ...sought, value: normalised.value } : undefined;
}
