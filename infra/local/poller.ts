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
  let stopped = false;

  const loop = async (): Promise<void> => {
    while (!stopped) {
      try {
        const messages = await gather();
        if (messages.length > 0) await deliver(messages);
      } catch {
        // The queue is closing, or the function died: what was received comes back by itself.
        if (!stopped) await sleep(200);
      }
    }
  };

  /** Up to a batch, or what has come when the window closes. */
  const gather = async (): Promise<Message[]> => {
    const messages: Message[] = [];
    const deadline = Date.now() + mapping.windowSeconds * 1_000;
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
    } while (messages.length < mapping.batchSize && Date.now() < deadline && !stopped);
    return messages;
  };

  const deliver = async (messages: readonly Message[]): Promise<void> => {
    const Records = messages.map(({ MessageId, Body, ReceiptHandle, Attributes }) => ({
      messageId: MessageId,
      body: Body,
      receiptHandle: ReceiptHandle,
      attributes: Attributes ?? {},
    }));
    const response = Response.parse(await runtime.invoke(mapping.functionName, { Records }));
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
      stopped = true;
      await Promise.all(loops);
      client.destroy();
    },
  };
}
