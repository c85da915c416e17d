/** Mending the file of the queues: as fauxqs leaves it, as a kill leaves it, and as nobody should. */
import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { startFauxqs } from "fauxqs";
import { expect, test } from "vitest";
import { StartError } from "#infra/local/errors.ts";
import { mendQueueFile, queueFile } from "#infra/local/queue-file.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

/** A file as fauxqs itself leaves it, with a message that somebody had in hand. */
async function leftByFauxqs(): Promise<string> {
  const folder = temporaryFolder();
  const server = await startFauxqs({ port: 0, logger: false, dataDir: folder });
  server.createQueue("q", { attributes: { VisibilityTimeout: "600" } });
  server.sendMessage("q", "a");
  const url = `http://127.0.0.1:${server.port}/`;
  await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.ReceiveMessage",
    },
    body: JSON.stringify({ QueueUrl: `${url}000000000000/q` }),
  });
  expect(server.inspectQueue("q")?.messages.inflight).toHaveLength(1);
  await server.stop();
  return folder;
}

/** How many of each a fauxqs finds that opens the folder. */
async function opened(folder: string): Promise<{ ready: number; inflight: number }> {
  const server = await startFauxqs({ port: 0, logger: false, dataDir: folder });
  const messages = server.inspectQueue("q")?.messages;
  await server.stop();
  return { ready: messages?.ready.length ?? 0, inflight: messages?.inflight.length ?? 0 };
}

/** As `openQueues` of a next run would do it. */
function replaceQueue(folder: string): void {
  const database = new DatabaseSync(queueFile(folder), { enableForeignKeyConstraints: true });
  database.exec("INSERT OR REPLACE INTO sqs_queues SELECT * FROM sqs_queues");
  database.close();
}

test("untouched, a queue that is opened anew loses its messages: that is what is mended", async () => {
  const folder = await leftByFauxqs();
  replaceQueue(folder);
  expect(await opened(folder)).toEqual({ ready: 0, inflight: 0 });
});

test("mended, it keeps them, and what was in hand can be received", async () => {
  const folder = await leftByFauxqs();
  expect(mendQueueFile(folder)).toBe(true);
  replaceQueue(folder);
  expect(await opened(folder)).toEqual({ ready: 1, inflight: 0 });
});

test("mending twice is the same as mending once", async () => {
  const folder = await leftByFauxqs();
  expect([mendQueueFile(folder), mendQueueFile(folder)]).toEqual([true, true]);
  replaceQueue(folder);
  expect(await opened(folder)).toEqual({ ready: 1, inflight: 0 });
});

test("where there is no file yet there is nothing to mend", () => {
  expect(mendQueueFile(temporaryFolder())).toBe(false);
});

test("nor where a kill came between the file and its tables", () => {
  const folder = temporaryFolder();
  new DatabaseSync(queueFile(folder)).close();
  expect(mendQueueFile(folder)).toBe(false);
});

test("a file that is no database is refused", () => {
  const folder = temporaryFolder();
  writeFileSync(queueFile(folder), "no database at all".repeat(300));
  expect(() => mendQueueFile(folder)).toThrow(StartError);
});
