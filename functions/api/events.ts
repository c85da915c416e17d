/** Where is my webhook: by the id that the sender was answered. */
import { identifierText } from "#shared/domain/identifier.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { isContested } from "#shared/domain/identity/partition.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { json, problem } from "#shared/lambda/http.ts";
import { findEvent, openEvent } from "#shared/stores/events.ts";
import { findQuarantined } from "#shared/stores/quarantine.ts";
import { readRoots } from "#shared/stores/people.ts";
import type { ApiContext, Route } from "./route.ts";
import { EventStatus, ProblemView } from "./schemas.ts";

export const readEvent: Route = {
  method: "GET",
  path: "/v1/events/{id}",
  roles: ["viewer", "steward", "admin"],
  summary: "What became of an event. 404 while it is queued, or if it was never seen.",
  answers: { 200: EventStatus, 404: ProblemView },
  audit: "nothing personal",

  async handle({ path }, { store, policy }) {
    const id = path["id"] ?? "";
    const found = await findEvent(id, store);
    if (found.kind === "unknown") {
      const review = await findQuarantined(id, store);
      if (review !== undefined) return json(200, { id, status: "quarantined", review });
      const detail = "It may still be queued: ask again in a few seconds.";
      return problem({ status: 404, title: "This event has not arrived.", detail });
    }
    if (found.kind === "tombstoned") {
      return json(200, { id, status: found.kind, because: found.why });
    }
    const root = (await readRoots([found.personId], store)).get(found.personId);
    if (root === undefined) return json(200, { id, status: "linked", person: found.personId });
    const contested = await isRefused(id, root.person, { store, policy });
    const status = contested ? "contested" : "linked";
    return json(200, { id, status, person: root.person.id });
  },
};

/** Whether a guard keeps one of its identifiers from pointing at its person. */
async function isRefused(
  eventId: string,
  { unlinked }: Person,
  { store, policy }: Pick<ApiContext, "store" | "policy">,
): Promise<boolean> {
  const refused = new Set(unlinked.filter(isContested).map((each) => identifierText(each)));
  if (refused.size === 0) return false;
  const event = await openEvent(eventId, store);
  return (
    event !== undefined && linksOf(event, policy).some((link) => refused.has(identifierText(link)))
  );
}
