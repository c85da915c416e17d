/** How a decision about identity is answered: done, on its way, or why not. */
import { type HttpResult, json, problem } from "#shared/lambda/http.ts";
import { sendMessages } from "#shared/lambda/messages.ts";
import type { Judged, Refusal } from "#shared/engine/steward.ts";
import type { ApiContext } from "./route.ts";

const refusals: Readonly<Record<Refusal, { status: number; title: string; detail?: string }>> = {
  "unknown person": { status: 404, title: "There is no such person." },
  "unknown decision": { status: 404, title: "There is no such decision." },
  "not this person's event": {
    status: 409,
    title: "Not all of these events are this person's.",
    detail: "List the person's events and name some of them.",
  },
  "nobody would be left": {
    status: 409,
    title: "That would leave nobody behind.",
    detail: "Name a part of the person's events, not all of them.",
  },
  "nobody carries it": { status: 409, title: "Nobody carries this value." },
};

/** `people`: who is concerned, as it is now. A settlement goes to the queue and is done in the background. */
export async function answer(
  judged: Judged,
  people: () => Promise<readonly string[]>,
  { queue }: ApiContext,
): Promise<HttpResult> {
  switch (judged.kind) {
    case "refused":
      return problem(refusals[judged.reason]);
    case "busy": {
      const title = "Somebody concerned is being worked on at this moment.";
      const busy = problem({ status: 503, title, detail: "Try again in a few seconds." });
      return { ...busy, headers: { ...busy.headers, "retry-after": "5" } };
    }
    case "nothing to do":
      return json(200, { people: await people() });
    case "decided": {
      const { decision, settlement } = judged;
      if (settlement === undefined) return json(200, { decision, people: await people() });
      await sendMessages([{ kind: "settlement", id: settlement }], queue);
      return json(202, { decision, settlement, people: await people() });
    }
  }
}
