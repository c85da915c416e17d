/** Between a queue and a function: batches, failures that stay, and an orderly end. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import type { LocalMapping } from "#infra/local/deployment.ts";
import { startPoller } from "#infra/local/poller.ts";
import { eventually } from "#test/fixtures/running.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";
import { fakeRuntime, type Invoked } from "./invocations.ts";
import { bodiesOf, deadLetters, events, openQueues, region } from "./queues.ts";

const Batch = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
});

const recordsOf = ({ event }: Invoked) => Batch.parse(event).Records;
const bodies = (invoked: Invoked): string[] => recordsOf(invoked).map(({ body }) => body);

interface Given {
  messages: readonly string[];
  /** What the function answers; throws where it fails as a whole. */
  answer?: (invoked: Invoked) => unknown;
  mapping?: Partial<LocalMapping>;
  visibilitySeconds?: number;
}

async function polled({ messages, answer, mapping, visibilitySeconds = 60 }: Given) {
  const queue = { ...events, VisibilityTimeout: visibilitySeconds };
  const queues = await openQueues(temporaryFolder(), [queue, deadLetters]);
  await queues.send(messages);
  const runtime = fakeRuntime(answer);
  const poller = startPoller(
    {
      queueName: events.name,
      functionName: "consumer",
      batchSize: 10,
      windowSeconds: 0,
      partialFailures: true,
      concurrencyMax: 1,
      ...mapping,
    },
    { endpoint: queues.endpoint, region, runtime },
  );
  onTestFinished(poller.stop);
  const invocations = () => runtime.invocations;
  const invoked = (times: number) => eventually(invocations, ({ length }) => length >= times);
  const left = () => queues.left();
  return { queues, poller, runtime, invoked, left };
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => String(at).padStart(2, "0"));

describe("a batch", () => {
  test("brings messages as Lambda does, and deletes them when they are handled", async () => {
    const { runtime, invoked, left } = await polled({ messages: ["a"] });
    const [first] = await invoked(1);
    expect(first?.functionName).toBe("consumer");
    const [record] = first === undefined ? [] : recordsOf(first);
    expect(record).toMatchObject({ body: "a", attributes: { ApproximateReceiveCount: "1" } });
    expect(await eventually(left, ({ length }) => length === 0)).toEqual([]);
    expect(runtime.invocations).toHaveLength(1);
  });

  test("is no larger than the mapping says", async () => {
    const { runtime, left } = await polled({ messages: numbered(10), mapping: { batchSize: 4 } });
    await eventually(left, ({ length }) => length === 0);
    expect(runtime.invocations.map((each) => bodies(each).length)).toEqual([4, 4, 2]);
    expect(runtime.invocations.flatMap(bodies)).toEqual(numbered(10));
  });

  test("is gathered from several calls within the window, and needs not be full", async () => {
    const mapping = { batchSize: 100, windowSeconds: 5 };
    const { queues, runtime, left } = await polled({ messages: [], mapping });
    // All at once, while it waits for the first.
    for (let at = 0; at < 3; at++) await queues.send(numbered(10));
    await eventually(left, ({ length }) => length === 0);
    expect(runtime.invocations.flatMap(bodies)).toHaveLength(30);
  });

  test("of a queue that is full takes more than one call brings", async () => {
    const folder = temporaryFolder();
    const before = await openQueues(folder);
    for (let at = 0; at < 3; at++) await before.send(numbered(10));
    const runtime = fakeRuntime();
    const mapping = { queueName: events.name, functionName: "consumer", partialFailures: true };
    const poller = startPoller(
      { ...mapping, batchSize: 25, windowSeconds: 5, concurrencyMax: 1 },
      { endpoint: before.endpoint, region, runtime },
    );
    onTestFinished(poller.stop);
    await eventually(
      () => runtime.invocations.flatMap(bodies),
      ({ length }) => length >= 30,
    );
    expect(runtime.invocations.map((each) => bodies(each).length)).toEqual([25, 5]);
  });

  test("does not wait for the window where nothing more is there", async () => {
    const startedMs = performance.now();
    const { invoked } = await polled({ messages: ["a"], mapping: { windowSeconds: 20 } });
    await invoked(1);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  test("is handled beside others, as many as the mapping allows", async () => {
    let atOnce = 0;
    let most = 0;
    const answer = async () => {
      most = Math.max(most, ++atOnce);
      await sleep(50);
      atOnce--;
    };
    const mapping = { batchSize: 1, concurrencyMax: 2 };
    const { left } = await polled({ messages: numbered(6), answer, mapping });
    await eventually(left, ({ length }) => length === 0);
    expect(most).toBe(2);
  });
});

describe("what failed", () => {
  const failing =
    (...failed: readonly string[]) =>
    (invoked: Invoked) => ({
      batchItemFailures: recordsOf(invoked)
        .filter(({ body }) => failed.includes(body))
        .map(({ messageId }) => ({ itemIdentifier: messageId })),
    });

  test("stays, and nothing else does", async () => {
    const { invoked, left } = await polled({ messages: ["a", "b", "c"], answer: failing("b") });
    await invoked(1);
    expect(await eventually(left, ({ length }) => length < 3)).toEqual(["b"]);
  });

  test("comes back, and after too many failures goes to the dead letters", async () => {
    const { queues, invoked, left } = await polled({
      messages: ["good", "poison"],
      answer: failing("poison"),
      visibilitySeconds: 0,
    });
    const invocations = await invoked(2);
    expect(invocations.flatMap(bodies).toSorted()).toEqual(["good", "poison", "poison"]);
    await eventually(left, ({ length }) => length === 0);
    const dead = await eventually(
      () => queues.receive(deadLetters),
      ({ length }) => length > 0,
    );
    expect(bodiesOf(dead)).toEqual(["poison"]);
  });

  test.each<[string, (invoked: Invoked) => unknown]>([
    ["the function throws", () => Promise.reject(new Error("out of order"))],
    ["it answers something else", () => ({ batchItemFailures: "all" })],
    [
      "it names a failure without a name",
      () => ({ batchItemFailures: [{ itemIdentifier: null }] }),
    ],
    [
      "it names a message that was not there",
      () => ({ batchItemFailures: [{ itemIdentifier: "x" }] }),
    ],
  ])("is the whole batch where %s", async (_, answer) => {
    const { invoked, left } = await polled({ messages: ["a", "b"], answer });
    await invoked(1);
    await sleep(100);
    expect(left()).toEqual(["a", "b"]);
  });

  test.each([undefined, null, {}, { batchItemFailures: [] }])(
    "is nothing where the function answers %j",
    async (answer) => {
      const { left } = await polled({ messages: ["a", "b"], answer: () => answer });
      expect(await eventually(left, ({ length }) => length === 0)).toEqual([]);
    },
  );

  test("is not asked for where the mapping does not ask: the batch succeeds as a whole", async () => {
    const mapping = { partialFailures: false };
    const { left } = await polled({ messages: ["a", "b"], answer: failing("a"), mapping });
    expect(await eventually(left, ({ length }) => length === 0)).toEqual([]);
  });

  test("does not end the poller", async () => {
    let failures = 1;
    const { queues, left } = await polled({
      messages: ["a"],
      answer: () => {
        if (failures-- > 0) throw new Error("out of order");
      },
    });
    await eventually(
      () => failures,
      (count) => count < 1,
    );
    await queues.send(["b"]);
    expect(await eventually(left, ({ length }) => length === 1)).toEqual(["a"]);
  });
});

describe("stopping", () => {
  test("finishes the batch in hand, with its deletion", async () => {
    let finished = false;
    const answer = async () => {
      await sleep(150);
      finished = true;
    };
    const { poller, invoked, left } = await polled({ messages: ["a"], answer });
    await invoked(1);
    await poller.stop();
    expect(finished).toBe(true);
    expect(left()).toEqual([]);
  });

  test("takes nothing more", async () => {
    const mapping = { batchSize: 1 };
    const { poller, runtime, invoked, left } = await polled({
      messages: ["a", "b", "c"],
      answer: () => sleep(50),
      mapping,
    });
    await invoked(1);
    await poller.stop();
    const taken = runtime.invocations.length;
    expect(taken).toBeLessThan(3);
    await sleep(100);
    expect(runtime.invocations).toHaveLength(taken);
    expect(left()).toHaveLength(3 - taken);
  });

  test("does not wait for messages that do not come", async () => {
    const { poller } = await polled({ messages: [], mapping: { concurrencyMax: 4 } });
    await sleep(50);
    const startedMs = performance.now();
    await poller.stop();
    expect(performance.now() - startedMs).toBeLessThan(500);
  });
});
