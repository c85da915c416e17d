/** The queue between the edge and the store, and where messages go that keep failing. */
import { Duration, type RemovalPolicy, Stack } from "aws-cdk-lib";
import { Queue, QueueEncryption, RedrivePermission } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { timeoutSeconds, visibilityPerTimeout } from "./timeouts.ts";

export interface QueuesProps {
  tenant: string;
  removalPolicy: RemovalPolicy;
}

const retentionDays = { events: 4, deadLetters: 14 };
/** Waiting for a busy person is not counted: such messages are sent anew. Five failures are a fault. */
const receivesMax = 5;

export class Queues extends Construct {
  /** Standard, not FIFO: order does not matter here, and `MessageGroupId` makes it fair. */
  readonly events: Queue;
  readonly deadLetters: Queue;

  /**
   * Both use keys of SQS. The bodies are sealed under the tenant's queue key before they are sent,
   * so a second layer under the tenant's KMS key would isolate nothing more; it would cost KMS
   * calls, and every webhook function would need the right to decrypt with that key.
   */
  constructor(scope: Construct, id: string, { tenant, removalPolicy }: QueuesProps) {
    super(scope, id);
    const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, removalPolicy };
    // Named, because each of the two policies names the other queue: references would be circular.
    const queueName = `tributary-${tenant}-events`;
    const eventsArn = Stack.of(this).formatArn({ service: "sqs", resource: queueName });
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...secured,
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, "Source", eventsArn)],
      },
      retentionPeriod: Duration.days(retentionDays.deadLetters),
      visibilityTimeout: Duration.seconds(visibilityPerTimeout * timeoutSeconds.quarantine),
    });
    this.events = new Queue(this, "Events", {
      ...secured,
      queueName,
      retentionPeriod: Duration.days(retentionDays.events),
      visibilityTimeout: Duration.seconds(visibilityPerTimeout * timeoutSeconds.consumer),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receivesMax },
    });
  }
}
