/** SQS on this machine: fauxqs, in this process, over SQLite. */
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import { startFauxqs } from "fauxqs";
import type { LocalQueue } from "./deployment.ts";
import { mendQueueFile } from "./queue-file.ts";
import { localAccount } from "./template.ts";

export interface LocalSqs {
  endpoint: string;
  stop(): Promise<void>;
  /** Creates what is not there yet, and gives every queue the attributes of today's template. */
  openQueues(queues: readonly LocalQueue[]): Promise<void>;
  /** When these queues are empty and nothing of them is in hand; or it has taken so long, in milliseconds. */
  drained(names: readonly string[], waitMsMax: number): Promise<void>;
}

const lookAgainMs = 10;

/** Keeps messages in `folder`. */
export async function startSqs(region: string, folder: string): Promise<LocalSqs> {
  const open = () =>
    startFauxqs({
      port: 0,
      host: "127.0.0.1",
      logger: false,
      defaultRegion: region,
      dataDir: folder,
    });
  if (!mendQueueFile(folder)) {
    // fauxqs makes its tables itself; only then can they be mended.
    await (await open()).stop();
    mendQueueFile(folder);
  }
  const server = await open();
  const endpoint = `http://127.0.0.1:${server.port}`;
  return {
    endpoint,
    stop: () => server.stop(),
    async openQueues(queues) {
      // Dead-letter queues first: the others name them.
      const ordered = queues.toSorted(
        (a, b) => Number(!!a.RedrivePolicy) - Number(!!b.RedrivePolicy),
      );
      for (const queue of ordered) {
        // Created again, a queue would hide the one that was loaded, and its messages.
        if (server.inspectQueue(queue.name) === undefined) {
          server.createQueue(queue.name, { region });
        }
      }
      const client = localQueueClient(endpoint, region);
      for (const queue of ordered) {
        const QueueUrl = queueUrl(queue.name, endpoint);
        const Attributes = attributesOf(queue);
        await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      }
      client.destroy();
    },
    async drained(names, waitMsMax) {
      const deadlineMs = performance.now() + waitMsMax;
      const isEmpty = (name: string): boolean => {
        const { ready = [], inflight = [] } = server.inspectQueue(name)?.messages ?? {};
        return ready.length + inflight.length === 0;
      };
      while (!names.every(isEmpty) && performance.now() < deadlineMs) await sleep(lookAgainMs);
    },
  };
}

export function localQueueClient(endpoint: string, region: string): SQSClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new SQSClient({ endpoint, region, credentials });
}

function attributesOf(queue: LocalQueue): Record<string, string> {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = queue;
  return {
    ...(VisibilityTimeout !== undefined && { VisibilityTimeout: String(VisibilityTimeout) }),
    ...(MessageRetentionPeriod !== undefined && {
      MessageRetentionPeriod: String(MessageRetentionPeriod),
    }),
    ...(RedrivePolicy !== undefined && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
  };
}

export const queueArn = (name: string, region: string): string =>
  `arn:aws:sqs:${region}:${localAccount}:${name}`;

export const queueUrl = (name: string, endpoint: string): string =>
  `${endpoint}/${localAccount}/${name}`;
