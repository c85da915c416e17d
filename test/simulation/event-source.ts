/** What Lambda does between a queue and a function, one batch at a time. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import * as z from "zod";
import type { Turns } from "./scheduler.ts";
import { attributesOf } from "./sqs.ts";
import type { Delivered, Queue } from "./sqs/queue.ts";

export interface EventSource {
  queue: Queue;
  turns: Turns;
  batchSize: number;
  handler(event: SQSEvent): Promise<SQSBatchResponse | void>;
}

export type Delivery =
  | { kind: "nothing there" }
  /** Messages that failed, or all where the function did, come back when their time is over. */
  | { kind: "delivered"; messages: number; failed: number };

/**
 * Run it as a task: wherever that crashes, what it has in hand comes back. In a batch each message
 * is once; a copy of it may be in another one at the same time.
 */
export async function deliverOnce({
  queue,
  turns,
  batchSize,
  handler,
}: EventSource): Promise<Delivery> {
  const received = queue.receive(batchSize);
  if (received.length === 0) return { kind: "nothing there" };
  await turns.pause(`invoked with ${received.length} of ${queue.shape.name}`);
  const answer = await settle(() => handler({ Records: received.map(recordOf) }));
  const failed = failedIn(answer, received);
  await turns.pause(`deletes ${received.length - failed.size} of ${queue.shape.name}`);
  for (const { message, receiptHandle } of received) {
    if (!failed.has(message.id)) queue.remove(receiptHandle);
  }
  return { kind: "delivered", messages: received.length, failed: failed.size };
}

const Response = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]) })
  .nullish();

/** An answer that is none, or names a message that was not there, means that all have failed. */
function failedIn(answer: unknown, received: readonly Delivered[]): Set<string> {
  const all = new Set(received.map(({ message }) => message.id));
  const response = Response.safeParse(answer);
  if (!response.success) return all;
  const named = (response.data?.batchItemFailures ?? []).map((each) => each.itemIdentifier);
  return named.every((id) => all.has(id)) ? new Set(named) : all;
}

async function settle(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return { failed: error, batchItemFailures: "all" };
  }
}

function recordOf({ message, receiptHandle }: Delivered): SQSRecord {
  return {
    messageId: message.id,
    receiptHandle,
    body: message.body,
    attributes: {
      SenderId: "simulation",
      ApproximateFirstReceiveTimestamp: String(message.sentAt),
      ...attributesOf(message),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-central-1:000000000000:simulated",
    awsRegion: "eu-central-1",
  };
}
