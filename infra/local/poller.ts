/** Event source mappings: what Lambda does between a queue and a function. */
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { LocalMapping } from "./deployment.ts";
import type { Runtime } from "./runtime.ts";
import { localQueueClient, queueUrl } from "./sqs.ts";

export interface Poller {
  /** Finishes the batches in hand. */
  stop(): Promise<void>;
}

/** More loops than this gain nothing on one machine. */
const loopsMax = 4;
const receiveMax = 10;
const waitSeconds = 1;

const Response = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]) })
  .nullish();

export function startPoller(
  mapping: LocalMapping,
  { endpoint, region, runtime }: { endpoint: string; region: string; runtime: Runtime },
): Poller {
  const client = localQueueClient(endpoint, region);
  const url = queueUrl(mapping.queueName, endpoint);
  const stopping = new AbortController();

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const messages = await gather();
        if (messages.length > 0) await deliver(messages);
      } catch {
        // The queue is closing, or the function died: what was received comes back by itself.
        if (!stopping.signal.aborted) await sleep(200);
      }
    }
  };

  /** Up to a batch, or what has come when the window closes. */
  const gather = async (): Promise<Message[]> => {
    const messages: Message[] = [];
    const deadline = Date.now() + mapping.windowSeconds * 1_000;
    const goOn = () => Date.now() < deadline && !stopping.signal.aborted;
    do {
      const wanted = Math.min(receiveMax, mapping.batchSize - messages.length);
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: wanted,
          WaitTimeSeconds: messages.length === 0 ? waitSeconds : 0,
          MessageSystemAttributeNames: ["All"],
        }),
      );
      messages.push(...Messages);
      if (Messages.length < wanted) break;
    } while (messages.length < mapping.batchSize && goOn());
    return messages;
  };

  const deliver = async (messages: readonly Message[]): Promise<void> => {
    const event = { Records: messages.map(recordOf) };
    const response = Response.parse(await runtime.invoke(mapping.functionName, event));
    const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ""));
    for (let at = 0; at < done.length; at += receiveMax) {
      const Entries = done
        .slice(at, at + receiveMax)
        .map(({ ReceiptHandle }, id) => ({ Id: String(id), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    }
  };

  const loops = Array.from({ length: Math.min(loopsMax, mapping.concurrencyMax) }, loop);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      client.destroy();
    },
  };
}

/** A message as Lambda hands it to a function. */
function recordOf({ MessageId, Body, ReceiptHandle, Attributes }: Message): object {
  return {
    messageId: MessageId,
    body: Body,
    receiptHandle: ReceiptHandle,
    attributes: Attributes ?? {},
  };
}
