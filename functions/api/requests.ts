/** Data-subject requests: filed, listed by when they are due, searched, read. */
import { RequestPage, RequestsFound, RequestView } from "#shared/domain/privacy/view.ts";
import { file } from "#shared/engine/privacy/file.ts";
import type { Identifier } from "#shared/domain/identifier.ts";
import { namespaceRequired } from "#shared/domain/identifier.ts";
import { type HttpResult, json, problem } from "#shared/lambda/http.ts";
import { DueCursor, findRequests, listRequests } from "#shared/stores/privacy/lists.ts";
import { readRequest } from "#shared/stores/privacy/requests.ts";
import { encodeCursor, pageStart } from "./cursor.ts";
import { soughtIdentifier } from "./people.ts";
import { requestAnswers, restrict, unknownRequest } from "./request-answers.ts";
import { FileRequest, RequestQuery, RequestSearch } from "./request-schemas.ts";
import { officers, readers, summaryOf, viewOf } from "./request-view.ts";
import type { ApiContext, Route } from "./route.ts";
import { ProblemView, type SoughtIdentifier } from "./schemas.ts";

export const fileRequest: Route = {
  method: "POST",
  path: "/v1/requests",
  roles: officers,
  summary: "Files a request; the answer is the receipt, with its number and due date.",
  body: FileRequest,
  answers: { ...requestAnswers, 201: RequestView },
  audit: {
    kind: "decision",
    decision: () => "file",
    named({ body }) {
      const { personId } = FileRequest.parse(body);
      return personId === undefined ? [] : [personId];
    },
    sought({ body }, context) {
      const [first] = FileRequest.parse(body).identifiers;
      return first && soughtIdentifier(first, context);
    },
  },
  example: {
    identifiers: [{ type: "email", value: "lin.yu@guyu-mail.cn" }],
    submittedAt: "2026-11-27T09:00:00+08:00",
    reference: "CASE-1234",
    idempotencyKey: "CASE-1234",
  },

  async handle({ body, caller }, context) {
    const { identifiers: told, idempotencyKey: key, ...filing } = FileRequest.parse(body);
    const identifiers = normalised(told, context);
    if ("refused" in identifiers) return identifiers.refused;
    const { subject: by } = caller;
    const signed = { by, at: context.now().toISOString(), unique: context.engine.newId() };
    const said = { told, ...filing };
    const filed = await file({ ...filing, identifiers: identifiers.all, key, said }, signed, {
      store: context.store,
      privacy: context.privacy,
    });
    if (filed.kind === "another body") {
      const title = "Another request was filed under this idempotency key.";
      const detail = "Send the same again, or use a new key.";
      return problem({ status: 409, title, detail, code: filed.kind });
    }
    await restrict(filed.stored.request.id, context);
    const status = filed.kind === "filed" ? 201 : 200;
    return json(status, await viewOf(filed.stored, caller, context));
  },
};

export const listAllRequests: Route = {
  method: "GET",
  path: "/v1/requests",
  roles: readers,
  summary: "Requests by when they are due; with `status=closed` those that ended, latest first.",
  query: RequestQuery,
  answers: { 200: RequestPage, 400: ProblemView },
  // Numbers, states and dates: whom a request is about is not in the list.
  audit: "nothing personal",

  async handle({ query }, context) {
    const { after, status, limit } = RequestQuery.parse(Object.fromEntries(query));
    const start = pageStart(after, DueCursor);
    if ("refused" in start) return start.refused;
    const page = await listRequests({ status, after: start.cursor, limit }, context.store);
    return json(200, {
      requests: page.requests.map((request) => summaryOf(request, context)),
      ...(page.next && { next: encodeCursor(page.next) }),
    });
  },
};

export const searchRequests: Route = {
  method: "POST",
  path: "/v1/requests/search",
  roles: officers,
  summary: "Every request about an identifier, also when everything else of the person is gone.",
  body: RequestSearch,
  answers: { 200: RequestsFound, 400: ProblemView, 413: ProblemView, 503: ProblemView },
  audit: {
    kind: "read",
    shown(answer) {
      const { requests } = RequestsFound.parse(answer);
      return { subjects: requests.map(({ id }) => id), count: requests.length };
    },
    sought: ({ body }, context) => soughtIdentifier(RequestSearch.parse(body).identifier, context),
  },
  example: { identifier: { type: "email", value: "lin.yu@guyu-mail.cn" } },

  async handle({ body }, context) {
    const identifiers = normalised([RequestSearch.parse(body).identifier], context);
    if ("refused" in identifiers) return identifiers.refused;
    const found = await Promise.all(
      identifiers.all.map((each) => findRequests(each, context.store)),
    );
    return json(200, { requests: found.flat().map((request) => summaryOf(request, context)) });
  },
};

export const readOneRequest: Route = {
  method: "GET",
  path: "/v1/requests/{id}",
  roles: readers,
  summary: "A request with its clocks, what was found and decided, and what you may do now.",
  answers: { 200: RequestView, 404: ProblemView, 503: ProblemView },
  audit: {
    kind: "read",
    shown(answer) {
      const { id, masked, identifiers, chosen } = RequestView.parse(answer);
      const shows = !masked && identifiers.length > 0;
      return shows ? { subjects: [id, ...chosen], count: 1 } : undefined;
    },
  },

  async handle({ path, caller }, context) {
    const stored = await readRequest(path["id"] ?? "", context.store);
    return stored === undefined
      ? unknownRequest()
      : json(200, await viewOf(stored, caller, context));
  },
};

/** As they would be stored; or the answer that says which of them cannot be one of its type. */
export function normalised(
  told: readonly SoughtIdentifier[],
  context: ApiContext,
): { all: Identifier[] } | { refused: HttpResult } {
  const all: Identifier[] = [];
  for (const [at, each] of told.entries()) {
    const lacks = namespaceRequired[each.type] && !each.namespace;
    const identifier = lacks ? undefined : soughtIdentifier(each, context);
    if (identifier === undefined) {
      const title = `identifiers.${at}: this is no identifier of type ${each.type}.`;
      const detail = lacks ? "This type needs a namespace." : "Correct the value.";
      return { refused: problem({ status: 400, title, detail }) };
    }
    all.push(identifier);
  }
  return { all };
}
