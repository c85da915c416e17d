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

export interface PollerOptions {
  endpoint: string;
  region: string;
  runtime: Pick<Runtime, "invoke">;
}

/** More loops than this gain nothing on one machine. */
const loopsMax = 4;
const receiveMax = 10;
const waitSeconds = 1;
const pauseMs = 200;

const Response = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]) })
  .nullish();

export function startPoller(mapping: LocalMapping, options: PollerOptions): Poller {
  const { endpoint, region, runtime } = options;
  const client = localQueueClient(endpoint, region);
  const url = queueUrl(mapping.queueName, endpoint);
  const stopping = new AbortController();

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const messages = await gather();
        if (messages.length > 0) await deliver(messages);
      } catch {
        // The queue is closing, or the function failed as a whole, which the runtime has said: what
        // was received comes back by itself.
        if (!stopping.signal.aborted) await sleep(pauseMs);
      }
    }
  };

  /**
   * Up to a batch. The window bounds how long a flood is gathered; where no more is there, nothing
   * is waited for: here no invocation costs anything, and somebody is looking on.
   */
  const gather = async (): Promise<Message[]> => {
    const messages: Message[] = [];
    const deadline = performance.now() + mapping.windowSeconds * 1_000;
    const goOn = () => performance.now() < deadline && !stopping.signal.aborted;
    do {
      const wanted = Math.min(receiveMax, mapping.batchSize - messages.length);
      const nothingYet = messages.length === 0;
      const receive = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: wanted,
        WaitTimeSeconds: nothingYet ? waitSeconds : 0,
        MessageSystemAttributeNames: ["All"],
      });
      // Who waits for nothing need not wait to the end; what comes in that moment comes back.
      const { Messages = [] } = await client.send(
        receive,
        nothingYet ? { abortSignal: stopping.signal } : {},
      );
      messages.push(...Messages);
      if (Messages.length < wanted) break;
    } while (messages.length < mapping.batchSize && goOn());
    return messages;
  };

  const deliver = async (messages: readonly Message[]): Promise<void> => {
    const event = { Records: messages.map(recordOf) };
    const done = succeeded(messages, await runtime.invoke(mapping.functionName, event), mapping);
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

/**
 * What is done with. As in Lambda, the answer counts only where the mapping asks for it, and an
 * answer that is none, or names a message that was not in the batch, means that all have failed.
 */
function succeeded(
  messages: readonly Message[],
  answer: unknown,
  { partialFailures }: LocalMapping,
): readonly Message[] {
  if (!partialFailures) return messages;
  const response = Response.safeParse(answer);
  if (!response.success) return [];
  const failures = response.data?.batchItemFailures ?? [];
  const failed = new Set<string | undefined>(failures.map((failure) => failure.itemIdentifier));
  const left = messages.filter(({ MessageId }) => !failed.has(MessageId));
  return messages.length - left.length === failed.size ? left : [];
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
