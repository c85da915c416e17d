/** A human knows better: an event of the highest tier, with a name and a reason, like any other source. */
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { toEvent } from "#shared/domain/statement.ts";
import type { Slot } from "#shared/domain/survivorship.ts";
import { resolve } from "#shared/engine/resolve.ts";
import { placesOf, unite } from "#shared/engine/steward.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { answer, isDone, onItsWay } from "./judgement.ts";
import { judgementAnswers, stewards } from "./merges.ts";
import { rootNamed } from "./people.ts";
import type { ApiContext, Caller, Route } from "./route.ts";
import { CorrectionRequest, CorrectionView, ProblemView } from "./schemas.ts";

/** The channel of staff corrections: lineage shows it, and who made them as its source. */
const channel = "correction";

export const correctPerson: Route = {
  method: "POST",
  path: "/v1/people/{id}/corrections",
  roles: stewards,
  summary: "Correct one field, or say that there is no value. It stands above every other source.",
  body: CorrectionRequest,
  answers: { ...judgementAnswers, 200: CorrectionView, 308: ProblemView, 410: ProblemView },
  audit: { kind: "decision" },
  example: { field: "city", value: "Suzhou", reason: "Asked on the phone." },

  async handle({ path, body, caller }, context) {
    const request = CorrectionRequest.parse(body);
    const found = await rootNamed(path["id"] ?? "", context, "/corrections");
    if ("statusCode" in found) return found;
    const { person } = found;
    const field = context.fields.get(request.field);
    if (field === undefined) {
      const title = "There is no such field.";
      return problem({ status: 400, title, detail: [...context.fields.keys()].join(", ") });
    }
    const slot = person.record.slots[field.group ?? field.name];
    const correction = { request, person, slot, caller };
    const event = correctionEvent(correction, context);
    const [claim] = event.claims;
    if (claim?.valid !== true) {
      return problem({ status: 400, title: `This cannot be a value of ${field.name}.` });
    }
    if (saysSo(slot, request.field, claim.removed ? undefined : claim.value)) {
      return json(200, { person: person.id, event: slot?.origin.eventId });
    }
    const resolved = await resolve([event], context.engine);
    if (resolved.kind === "postponed") return answer({ kind: "busy" }, async () => [], context);
    const [settlement] = resolved.settlements;
    const waits = { decision: event.id, people: [person.id] };
    if (!(await isDone({ settlement }, context))) return onItsWay({ ...waits, settlement });
    const [place = person.id] = await placesOf([event.id], context.engine);
    // Nothing points at this person, so the event could not find it by itself.
    if (place !== person.id && event.identifiers.length === 0) {
      const joined = await unite([person.id, place], { by: caller.subject }, context.engine);
      // Asked again it is the same event, and the two are joined then.
      if (joined.kind === "busy") return answer(joined, async () => [], context);
      if (joined.kind === "decided" && !(await isDone(joined, context))) {
        return onItsWay({ ...waits, settlement: joined.settlement });
      }
    }
    return json(200, { person: person.id, event: event.id });
  },
};

interface Correction {
  request: CorrectionRequest;
  person: Person;
  slot: Slot | undefined;
  caller: Caller;
}

function correctionEvent(
  { request, person, slot, caller }: Correction,
  { fields, policy, now }: ApiContext,
) {
  const { field, reason } = request;
  const value = "value" in request ? request.value : undefined;
  return toEvent(
    {
      // What is corrected is part of the name: to correct it back later is another correction.
      businessId: `${person.id} ${field} ${slot?.origin.eventId ?? ""}`,
      content: [value ?? null, caller.subject],
      origin: caller.subject,
      kind: value === undefined ? "field.removed" : "field.corrected",
      observedAt: after(slot, now()),
      claims: [{ field, value, removed: value === undefined }],
      identifiers: strongest(person),
      extras: { [`reason: ${field}`]: reason },
    },
    { channel, trust: "staff", receivedAt: now(), fields, phoneRegion: policy.phoneRegion },
  );
}

/** Later than what it corrects, also where that came in the same moment or from a fast clock. */
function after(slot: Slot | undefined, now: Date): Date {
  const said = slot === undefined ? 0 : Date.parse(slot.origin.observedAt) + 1;
  return new Date(Math.max(said, now.getTime()));
}

/** By which the correction finds its person: typed by staff, so it proves nothing. */
function strongest({ record }: Person): StatedIdentifier[] {
  const held = record.identifiers.filter(({ type }) => type !== "composite");
  const [first] = held.toSorted((a, b) => strengthOf(a) - strengthOf(b));
  return first === undefined ? [] : [{ ...first, verified: false }];
}

const order = ["national-id", "wechat-unionid", "wechat-openid", "external-id", "phone", "email"];
const strengthOf = ({ type }: StatedIdentifier): number => order.indexOf(type);

/** Whether a correction has said this already: then there is nothing to add. */
function saysSo(slot: Slot | undefined, field: string, value: string | undefined): boolean {
  return slot?.origin.channel === channel && slot.values[field] === value;
}
