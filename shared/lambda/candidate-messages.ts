/** What the lane of possible duplicates is told: ids of persons, and nothing about them. */
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { SendError } from "./errors.ts";
import type { Queue } from "./messages.ts";

/** Few enough that one who fails does not make many come again. */
const peoplePerMessageMax = 25;
/** The queue's limit for one call. */
const entriesPerCallMax = 10;

/** Ids are random and point at sealed rows, so the body is not sealed; it can hold nothing else. */
const CandidateMessage = z.strictObject({
  people: z.array(z.uuid()).min(1).max(peoplePerMessageMax),
});

export type CandidateQueue = Pick<Queue, "client" | "url">;

/** Sends all or throws {@link SendError}: who is named twice is looked at twice, to no effect. */
export async function sendCandidates(
  personIds: readonly string[],
  { client, url }: CandidateQueue,
): Promise<void> {
  const bodies = chunks(personIds, peoplePerMessageMax).map((people) =>
    JSON.stringify(CandidateMessage.parse({ people })),
  );
  for (const batch of chunks(bodies, entriesPerCallMax)) {
    const Entries = batch.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries }),
    );
    if (Failed.length > 0) throw new SendError(`${Failed.length} messages were refused`);
  }
}

/** Throws a `SyntaxError` or a `ZodError` where the body is none of ours. */
export function readCandidates(body: string): string[] {
  return CandidateMessage.parse(JSON.parse(body)).people;
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
