/** What each channel said about one person, side by side. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import {
  compareChannels,
  type FieldComparison,
  type Word,
} from "#shared/domain/quality/comparison.ts";
import { json } from "#shared/lambda/http.ts";
import { type EventCursor, listEvents } from "#shared/stores/event-lists.ts";
import type { LivingPerson } from "#shared/stores/people.ts";
import { readers, rootNamed } from "./people.ts";
import { lineageOf, shownValue, type Sight, sightOf } from "./person-view.ts";
import type { ApiContext, Route } from "./route.ts";
import { ComparisonView, ProblemView } from "./schemas.ts";

export const comparePerson: Route = {
  method: "GET",
  path: "/v1/people/{id}/comparison",
  roles: readers,
  summary: "What each channel said last about each field, side by side, and where they differ.",
  answers: {
    200: ComparisonView,
    308: ProblemView,
    404: ProblemView,
    410: ProblemView,
    503: ProblemView,
  },
  audit: {
    kind: "read",
    shown: (answer) => ({ subjects: [ComparisonView.parse(answer).id], count: 1 }),
  },

  async handle({ path, caller }, context) {
    const found = await rootNamed(path["id"] ?? "", context, "/comparison");
    if ("statusCode" in found) return found;
    const { person } = found;
    const { events, isComplete } = await newestEvents(found, context);
    const sight = sightOf(person, { caller, fields: context.fields });
    const compared = compareChannels(events, person.record, context.fields);
    const view: ComparisonView = {
      id: person.id,
      masked: sight.values !== "clear",
      complete: isComplete,
      channels: [...person.record.channels],
      fields: Object.fromEntries(compared.map((each) => [each.field, fieldView(each, sight)])),
    };
    return json(200, view);
  },
};

/** Of whoever has more, the newest: what a channel said before them is hardly its last word. */
const eventsMax = 1_000;
const eventsPerPage = 100;

async function newestEvents(
  { person: { id, absorbed } }: LivingPerson,
  { store }: ApiContext,
): Promise<{ events: CustomerEvent[]; isComplete: boolean }> {
  const events: CustomerEvent[] = [];
  let after: EventCursor | undefined;
  do {
    const request = { personIds: [id, ...absorbed], after, limit: eventsPerPage };
    const page = await listEvents(request, store);
    events.push(...page.events);
    after = page.next;
  } while (after !== undefined && events.length < eventsMax);
  return { events, isComplete: after === undefined };
}

function fieldView(
  { field, kept, differs, words }: FieldComparison,
  sight: Sight,
): ComparisonView["fields"][string] {
  return {
    ...(kept && { value: shownValue({ field, ...kept }, sight) }),
    differs,
    said: words.map((word) => wordView(word, sight)),
  };
}

function wordView({ event, claim, isInRecord, differs }: Word, sight: Sight) {
  return {
    ...(!claim.removed && { value: shownValue(claim, sight) }),
    valid: claim.valid,
    inRecord: isInRecord,
    differs,
    lineage: lineageOf({ ...event, eventId: event.id }, claim.verified),
  };
}
