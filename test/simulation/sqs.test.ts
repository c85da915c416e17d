/** The simulated queues: at least once, in no order, and nothing lost that was not said to be. */
import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { isTransient } from "#shared/stores/errors.ts";
import { deliverOnce } from "./event-source.ts";
import { createFaults, type FaultRates } from "./faults.ts";
import { createRandom } from "#bin/random.ts";
import { alone, createScheduler, type Turns } from "./scheduler.ts";
import { createQueues } from "./sqs.ts";
import type { QueueShape } from "./sqs/queue.ts";

const visibilityMs = 60_000;
const url = "https://queue.test/1/events";
const deadLetters: QueueShape = {
  name: "dead-letters",
  url: "https://queue.test/1/dead-letters",
  visibilityMs,
  retentionMs: 14 * 86_400_000,
};
const events: QueueShape = {
  name: "events",
  url,
  visibilityMs,
  retentionMs: 4 * 86_400_000,
  deadLetters: { name: deadLetters.name, receivesMax: 3 },
};

let time = 0;
beforeEach(() => void (time = 0));

function open(rates: FaultRates = {}, turns: Turns = alone(() => time)) {
  const random = createRandom("queues");
  const faults = createFaults(random.fork("faults"), rates);
  const queues = createQueues({ queues: [events, deadLetters], turns, random, faults });
  return { ...queues, faults, events: queues.queue("events"), dead: queues.queue("dead-letters") };
}

type Sent = { body: string; DelaySeconds?: number };

const sending = (...sent: Sent[]) =>
  new SendMessageBatchCommand({
    QueueUrl: url,
    Entries: sent.map(({ body, ...more }, at) => ({ Id: String(at), MessageBody: body, ...more })),
  });

const bodiesIn = ({ messages }: { messages(): readonly { body: string }[] }) =>
  messages()
    .map(({ body }) => body)
    .toSorted();

describe("a message", () => {
  test("is hidden while it is in hand, and comes back when its time is over", async () => {
    const { send, events } = open();
    await send(sending({ body: "a" }));
    expect(events.receive(10).map(({ message }) => message.body)).toEqual(["a"]);
    time = visibilityMs - 1;
    expect(events.receive(10)).toEqual([]);
    time = visibilityMs;
    const [again] = events.receive(10);
    expect(again?.message).toMatchObject({ body: "a", receives: 2 });
  });

  test("is gone when it is deleted, by whichever of its handles", async () => {
    const { send, events } = open();
    await send(sending({ body: "a" }));
    const [first] = events.receive(1);
    time = visibilityMs;
    events.receive(1);
    expect(events.remove(first?.receiptHandle ?? "")).toBe(true);
    time = 10 * visibilityMs;
    expect(events.receive(1)).toEqual([]);
    expect(events.messages()).toEqual([]);
  });

  test("that is delayed comes when its delay is over", async () => {
    const { send, events } = open();
    await send(sending({ body: "later", DelaySeconds: 900 }, { body: "now" }));
    expect(events.receive(10).map(({ message }) => message.body)).toEqual(["now"]);
    time = 900_000;
    expect(events.receive(10).map(({ message }) => message.body)).toContain("later");
  });

  test("is among the dead letters when it was received too often, and comes back by a redrive", async () => {
    const queues = open();
    await queues.send(sending({ body: "poison" }));
    for (let receive = 0; receive < 3; receive++) {
      expect(queues.events.receive(1)).toHaveLength(1);
      time += visibilityMs;
    }
    expect(bodiesIn(queues.dead)).toEqual([]);
    expect(queues.events.receive(1)).toEqual([]);
    expect(bodiesIn(queues.dead)).toEqual(["poison"]);
    expect(queues.redrive("dead-letters", "events")).toBe(1);
    expect(bodiesIn(queues.dead)).toEqual([]);
    expect(queues.events.receive(1)[0]?.message).toMatchObject({ body: "poison", receives: 1 });
  });

  test("that somebody has in hand is not redriven", async () => {
    const queues = open();
    await queues.send(sending({ body: "in hand" }));
    queues.events.receive(1);
    expect(queues.redrive("events", "dead-letters")).toBe(0);
  });

  test("is lost when it was kept for too long, and counted", async () => {
    const { send, events } = open();
    await send(sending({ body: "old" }));
    time = events.shape.retentionMs - 1;
    expect(events.messages()).toHaveLength(1);
    time += 1;
    expect(events.messages()).toEqual([]);
    expect(events.expired()).toBe(1);
  });

  test("keeps its age among the dead letters, and how often it was received", async () => {
    const queues = open();
    await queues.send(sending({ body: "poison" }));
    for (let receive = 0; receive < 4; receive++) {
      queues.events.receive(1);
      time += visibilityMs;
    }
    expect(queues.dead.messages()[0]).toMatchObject({ sentAt: 0, receives: 3 });
  });

  test("comes in no order", async () => {
    const orders = new Set<string>();
    const { send, events } = open();
    for (let turn = 0; turn < 5; turn++) {
      await send(sending(...["a", "b", "c", "d", "e", "f"].map((body) => ({ body }))));
      const received = events.receive(10);
      orders.add(received.map(({ message }) => message.body).join(""));
      for (const { receiptHandle } of received) events.remove(receiptHandle);
    }
    expect(orders.size).toBeGreaterThan(2);
  });
});

describe("a batch that is sent", () => {
  test("is answered entry by entry", async () => {
    const { send, events } = open();
    const answer = await send(sending({ body: "good" }, { body: "" }, { body: "\u0000" }));
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["0"]);
    expect(answer.Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([
      ["1", "MissingParameter"],
      ["2", "InvalidMessageContents"],
    ]);
    expect(bodiesIn(events)).toEqual(["good"]);
  });

  test.each([
    ["nothing", sending(), "EmptyBatchRequest"],
    [
      "eleven entries",
      sending(...Array.from({ length: 11 }, () => ({ body: "x" }))),
      "TooManyEntriesInBatchRequest",
    ],
    [
      "more than a mebibyte",
      sending({ body: "x".repeat(600_000) }, { body: "x".repeat(600_000) }),
      "BatchRequestTooLong",
    ],
    [
      "two of one id",
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "a", MessageBody: "1" },
          { Id: "a", MessageBody: "2" },
        ],
      }),
      "BatchEntryIdsNotDistinct",
    ],
    [
      "a queue that is not there",
      new SendMessageBatchCommand({
        QueueUrl: `${url}2`,
        Entries: [{ Id: "a", MessageBody: "1" }],
      }),
      "QueueDoesNotExist",
    ],
  ])("is refused: %s", async (_, command, name) => {
    await expect(open().send(command)).rejects.toThrow(expect.objectContaining({ name }));
  });

  test.each([
    new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: "x", VisibilityTimeout: 1 }),
    new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }),
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: [{ Id: "a", MessageBody: "1", MessageAttributes: {} }],
    }),
  ])("or received with what is not simulated is refused: $constructor.name", async (command) => {
    await expect(open().send(command as never)).rejects.toThrow(
      expect.objectContaining({ name: "NotSimulatedError" }),
    );
  });
});

describe("through the client", () => {
  test("what was sent is received and deleted", async () => {
    const { send, events } = open();
    await send(sending({ body: "a" }));
    const { Messages = [] } = await send(
      new ReceiveMessageCommand({ QueueUrl: url, MessageSystemAttributeNames: ["All"] }),
    );
    expect(Messages).toHaveLength(1);
    expect(Messages[0]).toMatchObject({ Body: "a", Attributes: { ApproximateReceiveCount: "1" } });
    const ReceiptHandle = Messages[0]?.ReceiptHandle;
    await send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    expect(events.messages()).toEqual([]);
  });

  test("a handle of another queue is none", async () => {
    const deletion = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: "dead-letters/a/1" });
    await expect(open().send(deletion)).rejects.toThrow("receipt handle");
  });
});

describe("a fault", () => {
  test("duplicate message gives one message to two", async () => {
    const { send, events } = open({ "duplicate message": 1 });
    await send(sending({ body: "a" }));
    const twice = [...events.receive(1), ...events.receive(1)];
    expect(twice.map(({ message }) => message.body)).toEqual(["a", "a"]);
  });

  test("lost deletion lets a deleted message come again", async () => {
    const { send, events } = open({ "lost deletion": 1 });
    await send(sending({ body: "a" }));
    const [first] = events.receive(1);
    expect(events.remove(first?.receiptHandle ?? "")).toBe(true);
    time = visibilityMs;
    expect(events.receive(1)).toHaveLength(1);
  });

  test("refused entry refuses some of a batch, and says which", async () => {
    const { send, events } = open({ "refused entry": 0.5 });
    const sent = await send(sending(...["a", "b", "c", "d", "e", "f"].map((body) => ({ body }))));
    const refused = (sent.Failed ?? []).map(({ Code }: BatchResultErrorEntry) => Code);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused)).toEqual(new Set(["InternalError"]));
    expect(bodiesIn(events)).toHaveLength(6 - refused.length);
  });

  test.each(["throttled", "server error", "lost request"] as const)(
    "%s sends nothing",
    async (kind) => {
      const { send, events } = open({ [kind]: 1 });
      await expect(send(sending({ body: "a" }))).rejects.toThrow();
      expect(events.messages()).toEqual([]);
    },
  );

  test("late request sends when nobody waits for it any more", async () => {
    const scheduler = createScheduler({ random: createRandom("7"), startMs: 0 });
    const { send, events } = open({ "late request": 1 }, scheduler);
    const sent: number[] = [];
    scheduler.start("sender", async () => {
      const error = await send(sending({ body: "a" })).catch((thrown: unknown) => thrown);
      expect(isTransient(error)).toBe(true);
      sent.push(events.size());
    });
    await scheduler.run(100);
    expect([...sent, events.size()]).toEqual([0, 1]);
  });

  test("lost answer sends all the same", async () => {
    const { send, events } = open({ "lost answer": 1 });
    const error = await send(sending({ body: "a" })).catch((thrown: unknown) => thrown);
    expect(isTransient(error)).toBe(true);
    expect(bodiesIn(events)).toEqual(["a"]);
  });
});

describe("a function behind a queue", () => {
  const turns = alone(() => time);
  const failing = (bodies: readonly string[]) => async (event: SQSEvent) => ({
    batchItemFailures: event.Records.filter(({ body }) => bodies.includes(body)).map(
      ({ messageId }) => ({ itemIdentifier: messageId }),
    ),
  });

  test("gets a batch, and what it names as failed comes again", async () => {
    const { send, events } = open();
    await send(sending({ body: "good" }, { body: "bad" }));
    const source = { queue: events, turns, batchSize: 10, handler: failing(["bad"]) };
    expect(await deliverOnce(source)).toEqual({ kind: "delivered", messages: 2, failed: 1 });
    expect(bodiesIn(events)).toEqual(["bad"]);
    expect(await deliverOnce(source)).toEqual({ kind: "nothing there" });
    time = visibilityMs;
    expect(await deliverOnce(source)).toMatchObject({ kind: "delivered", messages: 1 });
  });

  test("gets no more than a batch at once", async () => {
    const { send, events } = open();
    await send(sending({ body: "a" }, { body: "b" }, { body: "c" }));
    const source = { queue: events, turns, batchSize: 2, handler: failing([]) };
    expect(await deliverOnce(source)).toEqual({ kind: "delivered", messages: 2, failed: 0 });
    expect(events.messages()).toHaveLength(1);
  });

  test.each([
    ["throws", () => Promise.reject(new Error("mine"))],
    [
      "names a message that it did not get",
      async () => ({ batchItemFailures: [{ itemIdentifier: "x" }] }),
    ],
    ["answers nonsense", async () => ({ batchItemFailures: "all" })],
  ])("that %s has failed for all of them", async (_, handler) => {
    const { send, events } = open();
    await send(sending({ body: "a" }, { body: "b" }));
    const source = { queue: events, turns, batchSize: 10, handler: handler as never };
    expect(await deliverOnce(source)).toEqual({ kind: "delivered", messages: 2, failed: 2 });
    expect(bodiesIn(events)).toEqual(["a", "b"]);
  });

  test("that answers nothing has handled all of them", async () => {
    const { send, events } = open();
    await send(sending({ body: "a" }));
    await deliverOnce({ queue: events, turns, batchSize: 10, handler: async () => {} });
    expect(events.messages()).toEqual([]);
  });

  test("that crashes leaves its batch to whoever comes later", async () => {
    const scheduler = createScheduler({ random: createRandom("7"), startMs: 0 });
    const { send, events } = open({}, scheduler);
    await send(sending({ body: "a" }));
    const handled: string[] = [];
    const handler = async ({ Records }: SQSEvent) => {
      await scheduler.pause("works");
      handled.push(...Records.map(({ body }) => body));
    };
    const source = { queue: events, turns: scheduler, batchSize: 10, handler };
    const victim = scheduler.start("victim", () => deliverOnce(source));
    await scheduler.step();
    await scheduler.step();
    scheduler.crash(victim);
    await scheduler.run(100);
    expect(handled).toEqual([]);
    scheduler.advance(visibilityMs);
    scheduler.start("successor", () => deliverOnce(source));
    await scheduler.run(100);
    expect(handled).toEqual(["a"]);
    expect(events.messages()).toEqual([]);
  });
});
