/** What queues look like, as the template says it. */
import { type LocalQueue, nameInArn } from "#infra/local/deployment.ts";
import { queueUrl } from "#infra/local/sqs.ts";
import type { QueueShape } from "./queue.ts";

/** What SQS takes where a template says nothing. */
const visibilitySecondsDefault = 30;
const retentionSecondsDefault = 345_600;

export function queueShapeOf(queue: LocalQueue, endpoint: string): QueueShape {
  const { name, VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = queue;
  return {
    name,
    url: queueUrl(name, endpoint),
    visibilityMs: (VisibilityTimeout ?? visibilitySecondsDefault) * 1_000,
    retentionMs: (MessageRetentionPeriod ?? retentionSecondsDefault) * 1_000,
    ...(RedrivePolicy && {
      deadLetters: {
        name: nameInArn(RedrivePolicy.deadLetterTargetArn),
        receivesMax: RedrivePolicy.maxReceiveCount,
      },
    }),
  };
}
