/** Drains the dead-letter queue: what could not be processed is kept, sealed, for a human to replay. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { awaitedLabel } from "#shared/lambda/awaited-label.ts";
import { errorName, type Log } from "#shared/lambda/log.ts";
import { type Message, openMessage } from "#shared/lambda/messages.ts";
import { fingerprintOf } from "#shared/lambda/unclear.ts";
import {
  deadLetterReasons,
  quarantine,
  type QuarantineStore,
  type ToQuarantine,
} from "#shared/stores/quarantine.ts";
import type { Vault } from "#shared/vault/vault.ts";

export interface QuarantinePorts {
  store: () => Promise<QuarantineStore>;
  now: () => Date;
  log: Log;
}

export function createQuarantine(ports: QuarantinePorts) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const store = await ports.store();
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of event.Records) {
      try {
        const delivery = deadLetter(record, store.vault, ports.now());
        const id = await quarantine(delivery, store);
        const { channel, reason } = delivery;
        ports.log({ outcome: "quarantined", channel, reason, review: id });
      } catch (error) {
        batchItemFailures.push({ itemIdentifier: record.messageId });
        ports.log({ outcome: "failed", messages: [record.messageId], error: errorName(error) });
      }
    }
    return { batchItemFailures };
  };
}

/** A message that does not open is kept as it is: its key may yet come back. */
function deadLetter({ body }: SQSRecord, vault: Vault, now: Date): ToQuarantine {
  try {
    const message = openMessage(body, vault);
    return {
      ...labelOf(message),
      // From now on: it may have waited long, and its time in quarantine begins here.
      at: now.toISOString(),
      content: message,
    };
  } catch {
    return {
      channel: "unknown",
      reason: deadLetterReasons.unopened,
      at: now.toISOString(),
      fingerprint: body,
      content: { kind: "unopened", body },
    };
  }
}

function labelOf(message: Message): Omit<ToQuarantine, "at" | "content"> {
  const reason = deadLetterReasons.unprocessed;
  switch (message.kind) {
    case "event":
      return { channel: message.event.channel, reason, fingerprint: message.event.id };
    case "unclear": {
      const { delivery } = message;
      return { channel: delivery.channel, reason, fingerprint: fingerprintOf(delivery) };
    }
    case "awaiting data":
      // All that failed was keeping it: from here it is asked for like any other.
      return awaitedLabel(message.delivery);
    case "settlement":
      // The question itself waits in the store: a replay takes it up again.
      return {
        channel: "settlement",
        reason: deadLetterReasons.unsettled,
        fingerprint: message.id,
      };
  }
}
