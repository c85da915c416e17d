/** The queues: from the edge to the store, to the lane beside it, and where goes what keeps failing. */
import { Duration, type RemovalPolicy, Stack } from "aws-cdk-lib";
import { Queue, QueueEncryption, RedrivePermission } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { deadLetterDays, queueDays } from "#shared/domain/privacy/certificate.ts";
import { timeoutSeconds, visibilityPerTimeout } from "./timeouts.ts";

export interface QueuesProps {
  tenant: string;
  removalPolicy: RemovalPolicy;
}

/** Waiting for a busy person is not counted: such messages are sent anew. Five failures are a fault. */
const receivesMax = 5;

export class Queues extends Construct {
  /** Standard, not FIFO: order does not matter here, and `MessageGroupId` makes it fair. */
  readonly events: Queue;
  readonly deadLetters: Queue;
  /** Ids of persons who may be there twice. */
  readonly candidates: Queue;
  /** Drained by nobody: an alarm tells, and once the fault is mended SQS can send them back. */
  readonly failedCandidates: Queue;

  /**
   * All use keys of SQS. Whatever is said of a customer is sealed under the tenant's queue key before
   * it is sent, so a second layer under the tenant's KMS key would isolate nothing more; it would cost
   * KMS calls, and every webhook function would need the right to decrypt with that key.
   */
  constructor(scope: Construct, id: string, { tenant, removalPolicy }: QueuesProps) {
    super(scope, id);
    const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, removalPolicy };
    // Named, because each of two policies names the other queue: references would be circular.
    const eventsName = `tributary-${tenant}-events`;
    const candidatesName = `tributary-${tenant}-candidates`;
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...secured,
      ...this.deadLettersOf("Source", eventsName),
      visibilityTimeout: hiddenFor("quarantine"),
    });
    this.events = new Queue(this, "Events", {
      ...secured,
      queueName: eventsName,
      retentionPeriod: Duration.days(queueDays),
      visibilityTimeout: hiddenFor("consumer"),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receivesMax },
    });
    this.failedCandidates = new Queue(this, "FailedCandidates", {
      ...secured,
      ...this.deadLettersOf("CandidateSource", candidatesName),
    });
    this.candidates = new Queue(this, "Candidates", {
      ...secured,
      queueName: candidatesName,
      retentionPeriod: Duration.days(queueDays),
      visibilityTimeout: hiddenFor("duplicates"),
      deadLetterQueue: { queue: this.failedCandidates, maxReceiveCount: receivesMax },
    });
  }

  /** Takes messages of that queue and of no other. */
  private deadLettersOf(sourceId: string, queueName: string) {
    const arn = Stack.of(this).formatArn({ service: "sqs", resource: queueName });
    return {
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, sourceId, arn)],
      },
      retentionPeriod: Duration.days(deadLetterDays),
    };
  }
}

const hiddenFor = (part: keyof typeof timeoutSeconds): Duration =>
  Duration.seconds(visibilityPerTimeout * timeoutSeconds[part]);
