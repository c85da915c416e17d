/** SQS on this machine: fauxqs, in this process, over SQLite. */
import { startFauxqs } from "fauxqs";
import type { LocalQueue } from "./deployment.ts";
import { localAccount } from "./template.ts";

export interface LocalSqs {
  endpoint: string;
  stop(): Promise<void>;
  /** Creates what is not there yet. */
  createQueues(queues: readonly LocalQueue[]): void;
}

/** Keeps messages in `folder`, or in memory without one. */
export async function startSqs(region: string, folder?: string): Promise<LocalSqs> {
  const server = await startFauxqs({
    port: 0,
    host: "127.0.0.1",
    logger: false,
    defaultRegion: region,
    ...(folder !== undefined && { dataDir: folder }),
  });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    stop: () => server.stop(),
    createQueues(queues) {
      // Dead-letter queues first: the others name them.
      const ordered = queues.toSorted(
        (a, b) => Number(!!a.RedrivePolicy) - Number(!!b.RedrivePolicy),
      );
      for (const queue of ordered) {
        server.createQueue(queue.name, { region, attributes: attributesOf(queue) });
      }
    },
  };
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
