/** How a decision about identity is answered: done, on its way, or why not. */
import type * as z from "zod";
import { type HttpResult, json, problem, tryAgain } from "#shared/lambda/http.ts";
import { sendMessages } from "#shared/lambda/messages.ts";
import { settle } from "#shared/engine/settle.ts";
import type { Judged, Refusal } from "#shared/engine/steward.ts";
import { isTransient, StoreError } from "#shared/stores/errors.ts";
import type { ApiContext } from "./route.ts";
import type { CorrectionOnItsWay, Judgement } from "./schemas.ts";

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

/** `people`: who is concerned, as it is now. */
export async function answer(
  judged: Judged,
  people: () => Promise<readonly string[]>,
  context: ApiContext,
): Promise<HttpResult> {
  switch (judged.kind) {
    case "refused":
      return problem(refusals[judged.reason]);
    case "busy":
      return tryAgain("Somebody concerned is being worked on at this moment.");
    case "nothing to do":
      return json(200, { people: await people() });
    case "decided": {
      const { decision, settlement } = judged;
      if (await isDone(judged, context)) return json(200, { decision, people: await people() });
      return onItsWay({ decision, settlement, people: [...(await people())] });
    }
  }
}

/** What has to be settled apart, and was not settled while somebody waited. */
export const onItsWay = (
  work: z.infer<typeof Judgement> | z.infer<typeof CorrectionOnItsWay>,
): HttpResult => json(202, work);

/** By then the queue brings up a settlement that was not done at once. */
const laterSeconds = 15;
/** A member of staff waits so long; the API's own limit is well above it. */
const waitMsMax = 10_000;

/** Whether what was decided is done. What has to be settled apart is begun at once, while somebody waits. */
export async function isDone(
  { settlement }: { settlement?: string | undefined },
  { engine, queue }: ApiContext,
): Promise<boolean> {
  if (settlement === undefined) return true;
  // First of all it is on its way: whatever happens here, it will be done.
  await sendMessages([{ kind: "settlement", id: settlement }], queue, laterSeconds);
  try {
    return (await settle(settlement, engine, { workMsMax: waitMsMax })) === "done";
  } catch (error) {
    // What is too much here is too much there as well, and is kept for a human who can tell.
    if (isTransient(error) || error instanceof StoreError) return false;
    throw error;
  }
}
