/** From the queue to the persons: opens messages, folds each group of a batch, answers per message. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { Policy } from "#shared/domain/policy.ts";
import type { CandidateQueue } from "#shared/lambda/candidate-messages.ts";
import { collectCandidates } from "#shared/lambda/candidates.ts";
import { errorName, type Log } from "#shared/lambda/log.ts";
import { type Message, openMessage, type Queue, sendMessages } from "#shared/lambda/messages.ts";
import { awaitedLabel } from "#shared/lambda/awaited-label.ts";
import { fingerprintOf } from "#shared/lambda/unclear.ts";
import { quarantine, type ToQuarantine } from "#shared/stores/quarantine.ts";
import type { QualityStore, Store } from "#shared/stores/tables.ts";
import type { RandomBytes } from "#shared/vault/seal.ts";
import { engineOf } from "#shared/engine/engine-of.ts";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { collectCounts, type Delivery } from "./counts.ts";
import { groupEvents } from "./groups.ts";
import { settleAll } from "./settlements.ts";

export interface ConsumerPorts {
  policy: Policy;
  /** Made anew for each batch: keys are read with it, never kept longer than the parameters are. */
  store: () => Promise<Store & QualityStore>;
  queue: Omit<Queue, "vault">;
  /** Where it says who should be compared with others. */
  candidates: CandidateQueue;
  now: () => Date;
  random: RandomBytes;
  log: Log;
}

/** Groups of one batch that are resolved at the same time: enough to hide the waiting. */
const groupsAtOnceMax = 8;
/** An event that had to wait comes back after so long, spread over as much again. */
const postponedSeconds = 5;

export function createConsumer(ports: ConsumerPorts) {
  const fields = fieldRegistry(ports.policy);
  return (event: SQSEvent): Promise<SQSBatchResponse> => consume(event, ports, fields);
}

/** What waits in quarantine: for a human, or for what its provider can tell. */
type Kept = Extract<Message, { kind: "unclear" | "awaiting data" }>;

interface Batch {
  /** Message ids by event id: the same event may have come in several messages. */
  carriers: Map<string, string[]>;
  deliveries: Delivery[];
  /** Message ids by the settlement's. */
  settlements: Map<string, string[]>;
  kept: { messageId: string; message: Kept }[];
  failed: Set<string>;
}

async function consume(
  event: SQSEvent,
  ports: ConsumerPorts,
  fields: FieldRegistry,
): Promise<SQSBatchResponse> {
  const store = await ports.store();
  const batch = openBatch(event, ports, store);
  const candidates = collectCandidates({ queue: ports.candidates, store, log: ports.log });
  const engine = engineOf({ ...ports, fields, store });
  const quality = collectCounts({ ...engine, store, log: ports.log });
  const context: EngineContext = {
    ...engine,
    onCommitted(...committed) {
      candidates.onCommitted(...committed);
      quality.onCommitted(...committed);
    },
    onSettled: candidates.onSettled,
    onKnown: quality.onKnown,
  };
  for (const { event, isReturned } of batch.deliveries) {
    if (isReturned) candidates.onReturned(event.id);
  }

  for (const { messageId, message } of batch.kept) {
    try {
      await quarantine(toQuarantine(message), store);
      if (message.kind === "unclear") quality.onQuarantined(message.delivery);
    } catch (error) {
      fail([messageId], error, { batch, log: ports.log });
    }
  }
  const counts = { added: 0, duplicates: 0, dropped: 0, postponed: 0 };
  const groups = groupEvents(
    batch.deliveries.map((delivery) => delivery.event),
    ports.policy,
  );
  const worker = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      await resolveGroup(group, { batch, context, ports, counts });
    }
  };
  await Promise.all(Array.from({ length: groupsAtOnceMax }, worker));
  const { settlements } = batch;
  await settleAll([...settlements.keys()], {
    context,
    queue: { ...ports.queue, vault: store.vault },
    log: ports.log,
    onFailed: (id, error) => fail(settlements.get(id) ?? [], error, { batch, log: ports.log }),
  });
  await Promise.all([candidates.send(), quality.write(batch.deliveries, batch.failed)]);
  ports.log({
    outcome: "consumed",
    messages: event.Records.length,
    ...counts,
    unclear: batch.kept.filter(({ message }) => message.kind === "unclear").length,
    awaiting: batch.kept.filter(({ message }) => message.kind === "awaiting data").length,
    failed: batch.failed.size,
  });
  return { batchItemFailures: [...batch.failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

function openBatch(event: SQSEvent, { log }: ConsumerPorts, { vault }: Store): Batch {
  const batch: Batch = {
    carriers: new Map(),
    deliveries: [],
    settlements: new Map(),
    kept: [],
    failed: new Set(),
  };
  for (const { messageId, body, attributes } of event.Records) {
    try {
      const message = openMessage(body, vault);
      if (message.kind === "unclear" || message.kind === "awaiting data") {
        batch.kept.push({ messageId, message });
        continue;
      }
      if (message.kind === "settlement") {
        const messageIds = batch.settlements.get(message.id) ?? [];
        batch.settlements.set(message.id, [...messageIds, messageId]);
        continue;
      }
      const isReturned = Number(attributes?.ApproximateReceiveCount) > 1;
      batch.deliveries.push({ messageId, event: message.event, isReturned });
      const carriers = batch.carriers.get(message.event.id) ?? [];
      batch.carriers.set(message.event.id, [...carriers, messageId]);
    } catch (error) {
      fail([messageId], error, { batch, log });
    }
  }
  return batch;
}

interface GroupWork {
  batch: Batch;
  context: EngineContext;
  ports: ConsumerPorts;
  counts: { added: number; duplicates: number; dropped: number; postponed: number };
}

/** One bad event must not hold back the others of its group: after a failure each is tried alone. */
async function resolveGroup(group: readonly CustomerEvent[], work: GroupWork): Promise<void> {
  try {
    await resolveOrPostpone(group, work);
  } catch (error) {
    if (group.length > 1) {
      for (const event of group) await resolveGroup([event], work);
      return;
    }
    const carriers = group.flatMap(({ id }) => work.batch.carriers.get(id) ?? []);
    fail(carriers, error, { batch: work.batch, log: work.ports.log });
  }
}

/** Waiting is not failing: a postponed event is sent anew, so that it never counts as a dead letter. */
async function resolveOrPostpone(
  group: readonly CustomerEvent[],
  { context, ports, counts }: GroupWork,
): Promise<void> {
  const resolved = await resolve(group, context);
  counts.added += resolved.added;
  counts.duplicates += resolved.duplicates;
  counts.dropped += resolved.dropped;
  const queue = { ...ports.queue, vault: context.store.vault };
  const settlements = resolved.settlements.map((id) => ({ kind: "settlement" as const, id }));
  await sendMessages(settlements, queue);
  if (resolved.kind !== "postponed") return;
  const messages = resolved.events.map((event) => ({ kind: "event" as const, event }));
  const delaySeconds = Math.ceil(postponedSeconds * (1 + context.jitter()));
  await sendMessages(messages, queue, delaySeconds);
  counts.postponed += messages.length;
}

function toQuarantine(message: Kept): ToQuarantine {
  const { channel, receivedAt: at } = message.delivery;
  const common = { channel, at, content: message };
  return message.kind === "unclear"
    ? {
        ...common,
        reason: message.delivery.reason,
        fingerprint: fingerprintOf(message.delivery),
      }
    : { ...common, ...awaitedLabel(message.delivery) };
}

function fail(
  messageIds: readonly string[],
  error: unknown,
  { batch, log }: { batch: Batch; log: Log },
): void {
  for (const messageId of messageIds) batch.failed.add(messageId);
  log({ outcome: "failed", messages: messageIds, error: errorName(error) });
}
