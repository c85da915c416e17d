/** What officers do with a request, from the check of the identity to its end. */
import type * as z from "zod";
import { extensionRefusal } from "#shared/domain/privacy/clock.ts";
import type { Action } from "#shared/domain/privacy/command.ts";
import { timingOf } from "#shared/domain/privacy/schedule.ts";
import { locate } from "#shared/engine/privacy/locate.ts";
import { move, type Tell } from "#shared/engine/privacy/move.ts";
import { holdsOnRequest, liveRoots, preview } from "#shared/engine/privacy/preview.ts";
import { answerMove, command, requestAnswers } from "./request-answers.ts";
import {
  ApproveRequest,
  CancelRequest,
  ChoosePeople,
  ConfirmIdentity,
  DenyRequest,
  ExtendRequest,
  HoldRequest,
} from "./request-schemas.ts";
import { officers } from "./request-view.ts";
import type { ApiContext, Call, Route } from "./route.ts";

interface StepOf<Body extends z.ZodType> {
  action: Action;
  path?: string;
  summary: string;
  body: Body;
  example: z.input<Body>;
  named?: (body: z.output<Body>) => readonly string[];
  tell: (body: z.output<Body>, context: ApiContext) => Tell;
}

/** A decision about a request: its words are checked, its command brought, its outcome shown. */
function step<Body extends z.ZodType>(of: StepOf<Body>): Route {
  const { action, path = action, summary, body: schema, example, named, tell } = of;
  return {
    method: "POST",
    path: `/v1/requests/{id}/${path}`,
    roles: officers,
    summary,
    body: schema,
    example,
    answers: requestAnswers,
    audit: {
      kind: "decision",
      decision: () => action,
      ...(named && { named: ({ body }) => named(schema.parse(body)) }),
    },
    handle: (call, context) => command(call, tell(schema.parse(call.body), context), context),
  };
}

export const confirmIdentity = step({
  action: "confirm-identity",
  path: "identity",
  summary: "How it was made sure who asks, or that it could not be. Confirmed, restriction starts.",
  body: ConfirmIdentity,
  example: { method: "one-time-code", evidence: "CASE-1234", outcome: "confirmed" },
  tell: (body) => () => ({ kind: "confirm-identity", ...body }),
});

export const choosePeople = step({
  action: "choose",
  summary: "Says which of the candidates is meant.",
  body: ChoosePeople,
  example: { people: ["019a5f3e-0000-7000-8000-000000000001"] },
  named: ({ people }) => people,
  tell: (body) => () => ({ kind: "choose", ...body }),
});

export const approveRequest = step({
  action: "approve",
  summary: "Approves the erasure of exactly what the latest preview shows. Never by who filed it.",
  body: ApproveRequest,
  example: { roots: [{ id: "019a5f3e-0000-7000-8000-000000000001", shapeVersion: 1 }] },
  named: ({ roots }) => roots.map(({ id }) => id),
  tell:
    ({ roots }, { now, privacy, engine }) =>
    async ({ request }) => {
      const coolingOffMs = privacy.coolingOffHours * 3_600_000;
      const eraseAfter = new Date(now().getTime() + coolingOffMs).toISOString();
      const live = await liveRoots(request, engine.store);
      return { kind: "approve", roots, live, eraseAfter };
    },
});

export const denyRequest = step({
  action: "deny",
  summary: "Denies the request, with the ground that the law knows.",
  body: DenyRequest,
  example: { ground: "identity-not-verified", reason: "Nobody answered three calls." },
  tell: (body) => () => ({ kind: "deny", ...body }),
});

export const holdRequest = step({
  action: "hold",
  summary: "Puts the request on hold; with `until` it goes on by itself.",
  body: HoldRequest,
  example: { ground: "legal-claims", reason: "A claim is pending.", until: "2027-06-30T00:00:00Z" },
  tell:
    ({ until, ...body }) =>
    () => ({
      kind: "hold",
      ...body,
      ...(until !== undefined && { until: new Date(until).toISOString() }),
    }),
});

export const extendRequest = step({
  action: "extend",
  summary: "Takes the more time that a law allows, for a reason that the person is told.",
  body: ExtendRequest,
  example: { law: "gdpr", reason: "Three companies have to answer." },
  tell:
    ({ law, reason }, { now, privacy }) =>
    ({ request }) => {
      const at = now().toISOString();
      const clock = timingOf(request, at, privacy).clocks.find((each) => each.law === law);
      const allowed = clock !== undefined && extensionRefusal(clock, at) === undefined;
      return { kind: "extend", law, reason, allowed };
    },
});

export const cancelRequest = step({
  action: "cancel",
  summary: "Cancels the request: who filed it wants it no more.",
  body: CancelRequest,
  example: { reason: "Filed twice by mistake." },
  tell: (body) => () => ({ kind: "cancel", ...body }),
});

export const resumeRequest: Route = {
  method: "POST",
  path: "/v1/requests/{id}/resume",
  roles: officers,
  summary: "Goes on with a request on hold, unless holds on its data are in force.",
  answers: requestAnswers,
  audit: { kind: "decision", decision: () => "resume" },
  handle: (call, context) =>
    command(
      call,
      async (stored) => {
        const { now, engine } = context;
        const holds = await holdsOnRequest(stored, now().toISOString(), engine.store);
        return holds === undefined ? "busy" : { kind: "resume", holds: holds.length };
      },
      context,
    ),
};

export const previewRequest: Route = {
  method: "POST",
  path: "/v1/requests/{id}/preview",
  roles: officers,
  summary: "Counts what would be erased. Where somebody else turns up meanwhile, choose anew.",
  answers: requestAnswers,
  audit: { kind: "decision", decision: () => "preview" },

  async handle(call, context) {
    const relocated = await lookUpAgain(call, context);
    if (relocated !== undefined) return answerMove(relocated, call, context);
    const look: Tell = async (stored) => {
      const seen = await preview(stored, context.now().toISOString(), context.engine.store);
      return seen === undefined ? "busy" : { kind: "preview", preview: seen };
    };
    return command(call, look, context);
  },
};

/** Who carries the identifiers may be others than when the request came in. Undefined where all is well. */
async function lookUpAgain({ path, caller }: Call, { now, privacy, engine }: ApiContext) {
  const { store } = engine;
  const signed = { by: caller.subject, at: now().toISOString() };
  const outcome = await move(
    path["id"] ?? "",
    async ({ request, content }) => {
      const identifiers = content?.identifiers ?? [];
      return locate({ identifiers, people: request.candidates }, store);
    },
    { ...signed, store, privacy },
  );
  return outcome.kind === "moved" ? undefined : outcome;
}
