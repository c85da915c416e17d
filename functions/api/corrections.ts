/** A human knows better: an event of the highest tier, with a name and a reason, like any other source. */
import { correctionChannel, type CustomerEvent } from "#shared/domain/event.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { toEvent } from "#shared/domain/statement.ts";
import type { Slot } from "#shared/domain/survivorship.ts";
import { resolve } from "#shared/engine/resolve.ts";
import { type Judged, placesOf, unite } from "#shared/engine/steward.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { answer, isDone, onItsWay } from "./judgement.ts";
import { judgementAnswers, stewards } from "./merges.ts";
import { rootNamed } from "./people.ts";
import type { ApiContext, Caller, Route } from "./route.ts";
import { CorrectionOnItsWay, CorrectionRequest, CorrectionView, ProblemView } from "./schemas.ts";

export const correctPerson: Route = {
  method: "POST",
  path: "/v1/people/{id}/corrections",
  roles: stewards,
  summary: "Correct one field, or say that there is no value. It stands above every other source.",
  body: CorrectionRequest,
  answers: {
    ...judgementAnswers,
    200: CorrectionView,
    202: CorrectionOnItsWay,
    308: ProblemView,
    410: ProblemView,
  },
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
    const waits = { event: event.id, people: [person.id] };
    if (!(await isDone({ settlement }, context))) return onItsWay({ ...waits, settlement });
    const joined = await join(event, { person, caller }, context);
    // Asked again it is the same event, and the two are joined then.
    if (joined.kind === "busy") return answer(joined, async () => [], context);
    const told = { person: person.id, event: event.id };
    if (joined.kind !== "decided") return json(200, told);
    const { decision, settlement: joining } = joined;
    if (await isDone(joined, context)) return json(200, { ...told, decision });
    return onItsWay({ ...waits, decision, settlement: joining });
  },
};

/** Where nothing points at a person, the event could not find it by itself. */
async function join(
  { id, identifiers }: CustomerEvent,
  { person, caller }: Pick<Correction, "person" | "caller">,
  { engine }: ApiContext,
): Promise<Judged> {
  const [place = person.id] = await placesOf([id], engine);
  if (place === person.id || identifiers.length > 0) return { kind: "nothing to do" };
  return unite([person.id, place], { by: caller.subject }, engine);
}

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
    {
      channel: correctionChannel,
      trust: "staff",
      receivedAt: now(),
      fields,
      phoneRegion: policy.phoneRegion,
    },
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
  return slot?.origin.channel === correctionChannel && slot.values[field] === value;
}
