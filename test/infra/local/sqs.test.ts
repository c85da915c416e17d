/** The embedded queues: what they remember, whose attributes they have, where failures end. */
import { DeleteMessageCommand, GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { LocalQueue } from "#infra/local/deployment.ts";
import { StartError } from "#infra/local/errors.ts";
import { queueUrl, startSqs } from "#infra/local/sqs.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";
import { bodiesOf, deadLetters, events, openQueues, region, type TestQueues } from "./queues.ts";

async function attributesOf({ name }: LocalQueue, { client, endpoint }: TestQueues) {
  const QueueUrl = queueUrl(name, endpoint);
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
  return (await client.send(command)).Attributes ?? {};
}

describe("messages", () => {
  test("are there after a restart, and after another one", async () => {
    const folder = temporaryFolder();
    const first = await openQueues(folder);
    await first.send(["a", "b"]);
    await first.stop();
    const second = await openQueues(folder);
    await second.send(["c"]);
    await second.stop();
    const third = await openQueues(folder);
    expect(bodiesOf(await third.receive())).toEqual(["a", "b", "c"]);
  });

  test("that were received and not deleted are there again after a restart, others are not", async () => {
    const folder = temporaryFolder();
    const first = await openQueues(folder);
    await first.send(["done", "in hand"]);
    const received = await first.receive();
    expect(bodiesOf(received)).toEqual(["done", "in hand"]);
    expect(await first.receive()).toEqual([]);
    const ReceiptHandle = received.find(({ Body }) => Body === "done")?.ReceiptHandle;
    const QueueUrl = queueUrl(events.name, first.endpoint);
    await first.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await first.stop();
    const second = await openQueues(folder);
    const [again, ...more] = await second.receive();
    expect(more).toEqual([]);
    expect(again?.Body).toBe("in hand");
    expect(again?.Attributes?.["ApproximateReceiveCount"]).toBe("2");
  });

  test("that were received too often go to the dead letters, and stay there", async () => {
    const folder = temporaryFolder();
    const impatient = { ...events, VisibilityTimeout: 0 };
    const first = await openQueues(folder, [impatient, deadLetters]);
    await first.send(["poison"]);
    expect(bodiesOf(await first.receive())).toEqual(["poison"]);
    expect(bodiesOf(await first.receive())).toEqual(["poison"]);
    expect(await first.receive()).toEqual([]);
    await first.stop();
    const second = await openQueues(folder);
    expect(await second.receive()).toEqual([]);
    expect(bodiesOf(await second.receive(deadLetters))).toEqual(["poison"]);
  });

  test("are neither in another folder", async () => {
    const first = await openQueues(temporaryFolder());
    await first.send(["a"]);
    const other = await openQueues(temporaryFolder());
    expect(await other.receive()).toEqual([]);
  });
});

describe("a queue", () => {
  test("has the template's attributes, in whatever order the queues come", async () => {
    const queues = await openQueues(temporaryFolder(), [events, deadLetters]);
    const attributes = await attributesOf(events, queues);
    expect(attributes).toMatchObject({ VisibilityTimeout: "60", MessageRetentionPeriod: "345600" });
    expect(JSON.parse(attributes["RedrivePolicy"] ?? "")).toEqual(events.RedrivePolicy);
    expect(await attributesOf(deadLetters, queues)).not.toHaveProperty("RedrivePolicy");
  });

  test("takes over the attributes of a template that has changed, and keeps its messages", async () => {
    const folder = temporaryFolder();
    const first = await openQueues(folder);
    await first.send(["a"]);
    await first.stop();
    const second = await openQueues(folder, [{ ...events, VisibilityTimeout: 90 }, deadLetters]);
    expect(await attributesOf(events, second)).toMatchObject({ VisibilityTimeout: "90" });
    expect(bodiesOf(await second.receive())).toEqual(["a"]);
  });
});

test("a file that holds no queues is told, with what to do", async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "fauxqs.db"),
    "this is no database, whatever its name says".repeat(99),
  );
  const starting = startSqs(region, folder);
  await expect(starting).rejects.toThrow(StartError);
  await expect(starting).rejects.toThrow(/fauxqs\.db cannot be opened.*--fresh/);
});

describe("queues", () => {
  const waitMsMax = 5_000;

  test("are drained when nothing is left, nor in hand", async () => {
    const queues = await openQueues(temporaryFolder());
    await queues.drained([events.name], waitMsMax);
    await queues.send(["a"]);
    let isDrained = false;
    const drained = queues.drained([events.name], waitMsMax).then(() => (isDrained = true));
    await sleep(30);
    expect(isDrained).toBe(false);
    const [received] = await queues.receive();
    await sleep(30);
    expect(isDrained).toBe(false);
    const { ReceiptHandle } = received ?? {};
    const QueueUrl = queueUrl(events.name, queues.endpoint);
    await queues.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await drained;
    expect(isDrained).toBe(true);
  });

  test("are waited for no longer than was said", async () => {
    const queues = await openQueues(temporaryFolder());
    await queues.send(["stuck"]);
    await queues.receive();
    await expect(queues.drained([events.name], 50)).resolves.toBeUndefined();
  });
});
