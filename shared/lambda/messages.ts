/** What travels on the queue: sealed where it is sent, opened where it is handled. */
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { hash } from "node:crypto";
import * as z from "zod";
import { CustomerEvent } from "#shared/domain/event.ts";
import type { Vault } from "#shared/vault/vault.ts";
import { AwaitedDelivery } from "./awaited.ts";
import { SendError } from "./errors.ts";
import { UnclearDelivery } from "./unclear.ts";

export const Message = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), event: CustomerEvent }),
  z.object({ kind: z.literal("unclear"), delivery: UnclearDelivery }),
  z.object({ kind: z.literal("awaiting data"), delivery: AwaitedDelivery }),
  /** What is too much for one transaction is kept in the store; only its id travels. */
  z.object({ kind: z.literal("settlement"), id: z.string() }),
]);
export type Message = z.infer<typeof Message>;

/** The queue's limits for one call. */
const entriesPerCallMax = 10;
const bytesPerCallMax = 1024 * 1024;

export interface Queue {
  client: Pick<SQSClient, "send">;
  url: string;
  vault: Vault;
}

/** Sends all or throws {@link SendError}: what was sent twice is recognised by its event id. */
export async function sendMessages(
  messages: readonly Message[],
  { client, url, vault }: Queue,
  delaySeconds = 0,
): Promise<void> {
  const entries = messages.map((message, at) => ({
    Id: String(at),
    MessageBody: vault.sealMessage(message, "message"),
    MessageGroupId: groupOf(message),
    ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
  }));
  for (const batch of batches(entries)) {
    const answer = await client.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: batch }),
    );
    if (answer.Failed?.length) throw new SendError(`${answer.Failed.length} messages were refused`);
  }
}

/** Throws `UnsealError` or a `ZodError` where the body is none of ours. */
export function openMessage(body: string, vault: Vault): Message {
  return Message.parse(vault.openMessage(body, "message"));
}

/** Fairness is by source: one noisy form does not make the others wait. The name itself stays private. */
function groupOf(message: Message): string {
  return hash("sha256", sourceOf(message)).slice(0, 32);
}

function sourceOf(message: Message): string {
  switch (message.kind) {
    case "event":
      return message.event.source;
    case "unclear":
    case "awaiting data":
      return message.delivery.channel;
    case "settlement":
      return message.id;
  }
}

function* batches<Entry extends { MessageBody: string }>(
  entries: readonly Entry[],
): Generator<Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.MessageBody);
    if (
      batch.length === entriesPerCallMax ||
      (batch.length > 0 && bytes + size > bytesPerCallMax)
    ) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
