/** SQS in memory, as far as the product uses it: in place of the client, with faults. */
import { NotSimulatedError, timeout, expectOnly } from "./errors.ts";
import {
  type BatchResultErrorEntry,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { type Faults, lateMsMax } from "./faults.ts";
import type { Random } from "#bin/random.ts";
import type { Turns } from "./scheduler.ts";
import {
  badHandle,
  badId,
  emptyBatch,
  equalIds,
  serverError,
  throttled,
  tooLong,
  tooManyEntries,
  unknownQueue,
} from "./sqs/errors.ts";
import { createQueue, type Message, type Queue, type QueueShape } from "./sqs/queue.ts";

export interface QueuesOptions {
  queues: readonly QueueShape[];
  turns: Turns;
  random: Random;
  faults: Faults;
}

export interface SimulatedQueues extends Pick<SQSClient, "send"> {
  /** A queue by its name, without a turn. */
  queue(name: string): Queue;
  /** What an operator does to dead letters: all that are visible go back. Answers how many. */
  redrive(from: string, to: string): number;
}

const entriesMax = 10;
const bytesMax = 1024 * 1024;
const delaySecondsMax = 900;

export function createQueues({ queues, turns, random, faults }: QueuesOptions): SimulatedQueues {
  const byName = new Map<string, Queue>();
  const queueNamed = (name: string): Queue => {
    const queue = byName.get(name);
    if (queue === undefined) throw new RangeError(`there is no queue ${name}`);
    return queue;
  };
  // A message keeps the time at which it was sent, and is counted across all queues.
  const giveUp = (message: Message, { deadLetters }: QueueShape): void =>
    queueNamed(deadLetters?.name ?? "").put({ ...message, visibleAt: turns.now() });
  for (const shape of queues) {
    byName.set(shape.name, createQueue(shape, { turns, random, faults, giveUp }));
  }
  const service: Service = {
    turns,
    faults,
    nextId: () => random.bytes(12).toString("hex"),
    queueAt(url) {
      const shape = queues.find((each) => each.url === url);
      if (shape === undefined) throw unknownQueue();
      return queueNamed(shape.name);
    },
  };

  const send = async (command: unknown): Promise<unknown> => {
    const { name, serve } = operationOf(command, service);
    await turns.pause(`→ ${name}`);
    if (faults.chance("lost request")) throw timeout();
    if (faults.chance("server error")) throw serverError();
    if (faults.chance("throttled")) throw throttled();
    if (faults.chance("late request")) {
      const arrive = async () => {
        await turns.sleep(random.integer(lateMsMax), "travels");
        serve();
      };
      // Nobody hears what becomes of it.
      void turns.detached(name, arrive).catch(() => {});
      throw timeout();
    }
    const answer = serve();
    await turns.pause(`← ${name}`);
    if (faults.chance("lost answer")) throw timeout();
    return { ...answer, $metadata: {} };
  };

  return {
    // One function answers every command; the client's overloads say which answer is whose.
    send: send as SQSClient["send"],
    queue: queueNamed,
    redrive(from, to) {
      const messages = queueNamed(from).drain();
      for (const message of messages) {
        // It is sent anew: under another id, and with all its time before it.
        const id = service.nextId();
        queueNamed(to).put({ ...message, id, sentAt: turns.now(), receives: 0 });
      }
      return messages.length;
    },
  };
}

interface Service {
  turns: Pick<Turns, "now">;
  faults: Faults;
  nextId(): string;
  queueAt(url: string | undefined): Queue;
}

interface Operation {
  name: string;
  serve(): object;
}

/** What a command says is read now, and done when it has arrived. */
function operationOf(command: unknown, service: Service): Operation {
  if (command instanceof SendMessageBatchCommand) return sendBatch(command.input, service);
  if (command instanceof ReceiveMessageCommand) return receive(command.input, service);
  if (command instanceof DeleteMessageCommand) return deleteOne(command.input, service);
  if (command instanceof DeleteMessageBatchCommand) return deleteBatch(command.input, service);
  throw new NotSimulatedError("a command to a queue that is none of four");
}

function sendBatch(input: SendMessageBatchCommand["input"], service: Service): Operation {
  expectOnly({ ...input }, ["QueueUrl", "Entries"]);
  const entries = (input.Entries ?? []).map((entry) => ({ ...entry }));
  const queue = service.queueAt(input.QueueUrl);
  checkIds(entries);
  const bytes = entries.reduce(
    (sum, { MessageBody = "" }) => sum + Buffer.byteLength(MessageBody),
    0,
  );
  if (bytes > bytesMax) throw tooLong();
  return {
    name: "SendMessageBatch",
    serve() {
      const Successful = [];
      const Failed: BatchResultErrorEntry[] = [];
      for (const entry of entries) {
        const { Id = "" } = entry;
        const refusal = refusalOf(entry, service);
        if (refusal !== undefined) {
          Failed.push({ Id, ...refusal });
          continue;
        }
        const message = messageOf(entry, service);
        queue.put(message);
        Successful.push({ Id, MessageId: message.id });
      }
      return { Successful, ...(Failed.length > 0 && { Failed }) };
    },
  };
}

function checkIds(entries: readonly { Id?: string | undefined }[]): void {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > entriesMax) throw tooManyEntries();
  if (entries.some(({ Id = "" }) => !/^[\w-]{1,80}$/.test(Id))) throw badId();
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) throw equalIds();
}

/** Of XML's characters all others; surrogates that are no pair are none. */
const unfit = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function refusalOf(
  entry: SendMessageBatchRequestEntry,
  { faults }: Service,
): Omit<BatchResultErrorEntry, "Id"> | undefined {
  expectOnly({ ...entry }, ["Id", "MessageBody", "DelaySeconds", "MessageGroupId"]);
  const { MessageBody = "", DelaySeconds = 0 } = entry;
  if (MessageBody === "") return { SenderFault: true, Code: "MissingParameter" };
  if (unfit.test(MessageBody)) return { SenderFault: true, Code: "InvalidMessageContents" };
  if (DelaySeconds < 0 || DelaySeconds > delaySecondsMax || !Number.isInteger(DelaySeconds)) {
    return { SenderFault: true, Code: "InvalidParameterValue" };
  }
  if (faults.chance("refused entry")) return { SenderFault: false, Code: "InternalError" };
  return undefined;
}

function messageOf(
  { MessageBody = "", DelaySeconds = 0, MessageGroupId }: SendMessageBatchRequestEntry,
  { turns, nextId }: Service,
): Message {
  return {
    id: nextId(),
    body: MessageBody,
    groupId: MessageGroupId,
    sentAt: turns.now(),
    visibleAt: turns.now() + DelaySeconds * 1_000,
    receives: 0,
  };
}

function receive(input: ReceiveMessageCommand["input"], service: Service): Operation {
  const known = ["QueueUrl", "MaxNumberOfMessages", "MessageSystemAttributeNames"];
  expectOnly({ ...input }, known);
  const { MaxNumberOfMessages = 1, MessageSystemAttributeNames = [] } = input;
  if (MaxNumberOfMessages < 1 || MaxNumberOfMessages > entriesMax) {
    throw new NotSimulatedError(`MaxNumberOfMessages ${MaxNumberOfMessages}`);
  }
  const queue = service.queueAt(input.QueueUrl);
  return {
    name: "ReceiveMessage",
    serve() {
      const Messages = queue.receive(MaxNumberOfMessages).map(({ message, receiptHandle }) => ({
        MessageId: message.id,
        ReceiptHandle: receiptHandle,
        Body: message.body,
        ...(MessageSystemAttributeNames.length > 0 && { Attributes: attributesOf(message) }),
      }));
      return Messages.length > 0 ? { Messages } : {};
    },
  };
}

export function attributesOf({ receives, sentAt, groupId }: Readonly<Message>) {
  return {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(sentAt),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
  };
}

function deleteOne(input: DeleteMessageCommand["input"], service: Service): Operation {
  const queue = service.queueAt(input.QueueUrl);
  const { ReceiptHandle = "" } = input;
  return {
    name: "DeleteMessage",
    serve() {
      if (!queue.remove(ReceiptHandle)) throw badHandle();
      return {};
    },
  };
}

function deleteBatch(input: DeleteMessageBatchCommand["input"], service: Service): Operation {
  const queue = service.queueAt(input.QueueUrl);
  const entries = (input.Entries ?? []).map((entry) => ({ ...entry }));
  checkIds(entries);
  return {
    name: "DeleteMessageBatch",
    serve() {
      const Successful = [];
      const Failed: BatchResultErrorEntry[] = [];
      for (const { Id = "", ReceiptHandle = "" } of entries) {
        if (queue.remove(ReceiptHandle)) Successful.push({ Id });
        else Failed.push({ Id, SenderFault: true, Code: "ReceiptHandleIsInvalid" });
      }
      return { Successful, ...(Failed.length > 0 && { Failed }) };
    },
  };
}
