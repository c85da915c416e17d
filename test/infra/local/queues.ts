/** Queues of a test's own in a folder, and the few calls that tests make to them. */
import {
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import * as z from "zod";
import type { LocalQueue } from "#infra/local/deployment.ts";
import { queueFile } from "#infra/local/queue-file.ts";
import { localQueueClient, type LocalSqs, queueArn, queueUrl, startSqs } from "#infra/local/sqs.ts";

const Bodies = z.array(z.object({ body: z.string() }));

export const region = "eu-central-1";

export const deadLetters: LocalQueue = { name: "test-dead-letters", VisibilityTimeout: 60 };
/** Hands on what was received twice in vain. */
export const events: LocalQueue = {
  name: "test-events",
  VisibilityTimeout: 60,
  MessageRetentionPeriod: 345_600,
  RedrivePolicy: { deadLetterTargetArn: queueArn(deadLetters.name, region), maxReceiveCount: 2 },
};

export interface TestQueues extends LocalSqs {
  client: SQSClient;
  send(bodies: readonly string[]): Promise<void>;
  /** Without waiting for more. */
  receive(queue?: LocalQueue): Promise<Message[]>;
  /** Bodies of what is in the queue, received or not: what its file holds. */
  left(queue?: LocalQueue): string[];
}

export async function openQueues(
  folder: string,
  queues: readonly LocalQueue[] = [events, deadLetters],
): Promise<TestQueues> {
  const sqs = await startSqs(region, folder);
  const client = localQueueClient(sqs.endpoint, region);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    client.destroy();
    return (stopped ??= sqs.stop());
  };
  onTestFinished(stop);
  await sqs.openQueues(queues);
  return {
    ...sqs,
    stop,
    client,
    async send(bodies) {
      if (bodies.length === 0) return;
      const Entries = bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
      const QueueUrl = queueUrl(events.name, sqs.endpoint);
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    },
    async receive(queue = events) {
      const QueueUrl = queueUrl(queue.name, sqs.endpoint);
      const MessageSystemAttributeNames = ["All" as const];
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames,
        }),
      );
      return Messages;
    },
    left({ name } = events) {
      const database = new DatabaseSync(queueFile(folder), { readOnly: true });
      const select = database.prepare("SELECT body FROM sqs_messages WHERE queue_name = ?");
      const rows = Bodies.parse(select.all(name));
      database.close();
      return rows.map(({ body }) => body).toSorted();
    },
  };
}

export const bodiesOf = (messages: readonly Message[]): string[] =>
  messages.map(({ Body = "" }) => Body).toSorted();
