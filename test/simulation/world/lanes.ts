/** The product's own functions behind their queues, each on machines that crash. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createConsumer } from "#functions/consumer/handler.ts";
import { createDuplicates } from "#functions/duplicates/handler.ts";
import { createQuarantine } from "#functions/quarantine/handler.ts";
import type { Log } from "#shared/lambda/log.ts";
import { deliverOnce } from "../event-source.ts";
import type { Machine } from "./machine.ts";
import type { QueueName, Services } from "./services.ts";

type Handler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** What a machine does for as long as it lives; everything it remembers is made anew with it. */
export interface Lane {
  queue: QueueName;
  batchSize: number;
  start(machine: Machine): Handler;
}

export interface LanesContext {
  services: Services;
  log: Log;
  /** Of the consumer: Lambda may hand over any number up to the one that is configured. */
  batchSize: number;
}

export function lanesOf({ services, log, batchSize }: LanesContext) {
  const { policy, store, queues, urls } = services;
  const open = async () => store;
  const consumer: Lane = {
    queue: "events",
    batchSize,
    start: ({ clock, random }) =>
      createConsumer({
        policy,
        store: open,
        queue: { client: queues, url: urls.events },
        candidates: { client: queues, url: urls.candidates },
        now: clock.now,
        random: random.bytes,
        log,
      }),
  };
  const quarantine: Lane = {
    queue: "deadLetters",
    batchSize: 10,
    start: ({ clock }) => createQuarantine({ store: open, now: clock.now, log }),
  };
  const duplicates: Lane = {
    queue: "candidates",
    batchSize: 10,
    start: ({ clock }) => createDuplicates({ store: open, now: clock.now, log }),
  };
  return { consumer, quarantine, duplicates };
}

const idleMs = { first: 50, most: 5_000 };

/** Takes one batch after the other; the longer nothing comes, the more rarely it looks. */
export async function work(lane: Lane, machine: Machine, services: Services): Promise<void> {
  const { scheduler, queue } = services;
  const handler = lane.start(machine);
  for (let pauseMs = idleMs.first; ;) {
    const delivery = await deliverOnce({
      queue: queue[lane.queue],
      turns: scheduler,
      batchSize: lane.batchSize,
      handler: (event) => machine.handle(() => handler(event)),
    });
    if (delivery.kind === "delivered") {
      pauseMs = idleMs.first;
      continue;
    }
    await scheduler.sleep(pauseMs, "waits for messages");
    pauseMs = Math.min(2 * pauseMs, idleMs.most);
  }
}
