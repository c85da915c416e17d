/** What waits for a human: listed with its evidence, and decided. */
import { problem, json } from "#shared/lambda/http.ts";
import { encodeCursor, pageStart } from "./cursor.ts";
import { judgementAnswers, stewards } from "./merges.ts";
import { decideDelivery } from "./quarantined.ts";
import { decideQuestion } from "./questions.ts";
import type { Route, Shown } from "./route.ts";
import { listWaiting, WaitingCursor } from "./waiting.ts";
import { ProblemView, ReviewDecision, ReviewOutcome, ReviewPage, ReviewQuery } from "./schemas.ts";

export const listReviews: Route = {
  method: "GET",
  path: "/v1/reviews",
  roles: stewards,
  summary: "What waits for a human, kind by kind, oldest first, with the evidence in words.",
  query: ReviewQuery,
  answers: { 200: ReviewPage, 400: ProblemView, 503: ProblemView },
  audit: { kind: "read", shown: (answer) => valuesShown(ReviewPage.parse(answer)) },

  async handle({ query }, context) {
    const { after, ...asked } = ReviewQuery.parse(Object.fromEntries(query));
    const start = pageStart(after, WaitingCursor);
    if ("refused" in start) return start.refused;
    const page = await listWaiting({ ...asked, after: start.cursor }, context);
    return json(200, {
      reviews: page.reviews,
      ...(page.next && { next: encodeCursor(page.next) }),
    });
  },
};

/** Reviews with an identifier in clear, and whose it is; the others tell ids alone. */
function valuesShown({ reviews }: ReviewPage): Shown | undefined {
  const clear = reviews.flatMap((each) =>
    "identifier" in each && each.identifier !== undefined ? [each] : [],
  );
  if (clear.length === 0) return undefined;
  const subjects = clear.flatMap(({ id, holder, people }) => [id, holder ?? [], people].flat());
  return { subjects, count: clear.length };
}

export const decideReview: Route = {
  method: "POST",
  path: "/v1/reviews/{id}",
  roles: stewards,
  summary:
    "Decide: replay or dismiss a delivery; say whether people are the same, and what a value means.",
  body: ReviewDecision,
  answers: { ...judgementAnswers, 200: ReviewOutcome, 410: ProblemView },
  audit: {
    kind: "decision",
    named: ({ body }) => ReviewDecision.parse(body).people ?? [],
    decision: ({ body }) => ReviewDecision.parse(body).decision,
  },
  example: { decision: "replay" },

  async handle({ path, body, caller }, context) {
    const id = path["id"] ?? "";
    const { decision, people } = ReviewDecision.parse(body);
    const delivery = await decideDelivery({ id, decision, caller }, context);
    if (delivery !== undefined) return delivery;
    const question = await decideQuestion({ id, decision, people, caller }, context);
    return question ?? problem({ status: 404, title: "There is no such review." });
  },
};
