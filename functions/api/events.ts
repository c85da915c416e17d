/** Where is my webhook: by the id that the sender was answered. */
import { json, problem } from "#shared/lambda/http.ts";
import { findEvent } from "#shared/stores/events.ts";
import { findQuarantined } from "#shared/stores/quarantine.ts";
import { readRoots } from "#shared/stores/people.ts";
import type { Route } from "./route.ts";
import { EventStatus, ProblemView } from "./schemas.ts";

export const readEvent: Route = {
  method: "GET",
  path: "/v1/events/{id}",
  roles: ["viewer", "steward", "admin"],
  summary: "What became of an event. 404 while it is queued, or if it was never seen.",
  answers: { 200: EventStatus, 404: ProblemView },

  async handle({ path }, { store }) {
    const id = path["id"] ?? "";
    const found = await findEvent(id, store);
    if (found.kind === "unknown") {
      const review = await findQuarantined(id, store);
      if (review !== undefined) return json(200, { id, status: "quarantined", review });
      const detail = "It may still be queued: ask again in a few seconds.";
      return problem({ status: 404, title: "This event has not arrived.", detail });
    }
    if (found.kind === "tombstoned") return json(200, { id, status: found.kind });
    const root = (await readRoots([found.personId], store)).get(found.personId);
    return json(200, { id, status: found.kind, person: root?.person.id ?? found.personId });
  },
};
