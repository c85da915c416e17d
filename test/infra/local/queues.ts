/** Queues of a test's own in a folder, and the few calls that tests make to them. */
import {
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import type { LocalQueue } from "#infra/local/deployment.ts";
import { localQueueClient, type LocalSqs, queueArn, queueUrl, startSqs } from "#infra/local/sqs.ts";

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
      const Entries = bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
      const QueueUrl = queueUrl(events.name, sqs.endpoint);
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    },
    async receive(queue = events) {
      const QueueUrl = queueUrl(queue.name, sqs.endpoint);
      const MessageSystemAttributeNames = ["All" as const];
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames }),
      );
      return Messages;
    },
  };
}

export const bodiesOf = (messages: readonly Message[]): string[] =>
  messages.map(({ Body = "" }) => Body).toSorted();
