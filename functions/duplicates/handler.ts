/** From the queue of candidates to the reviews: each person that is named is looked at once. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { readCandidates } from "#shared/lambda/candidate-messages.ts";
import { errorName, type Log } from "#shared/lambda/log.ts";
import { examine, type DuplicatesStore } from "./examine.ts";

export interface DuplicatesPorts {
  /** Made anew for each batch: keys are read with it, never kept longer than the parameters are. */
  store: () => Promise<DuplicatesStore>;
  now: () => Date;
  log: Log;
}

/** Persons of one batch that are looked at at the same time: enough to hide the waiting. */
const peopleAtOnceMax = 8;

/** Delivered twice, a message finds nothing left to do. */
export function createDuplicates(ports: DuplicatesPorts) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = new Set<string>();
    const carriers = readBatch(event, { failed, log: ports.log });
    const context = { store: await ports.store(), now: ports.now };
    const counts = { examined: 0, skipped: 0, forgotten: 0 };
    const waiting = [...carriers];
    const worker = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [id, messages] = next;
        try {
          counts[await examine(id, context)] += 1;
        } catch (error) {
          for (const messageId of messages) failed.add(messageId);
          ports.log({ outcome: "failed", messages, person: id, error: errorName(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: peopleAtOnceMax }, worker));
    ports.log({ outcome: "compared", ...counts, failed: failed.size });
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** Message ids by the person they name: several may name the same one. */
function readBatch(
  { Records }: SQSEvent,
  { failed, log }: { failed: Set<string>; log: Log },
): Map<string, string[]> {
  const carriers = new Map<string, string[]>();
  for (const { messageId, body } of Records) {
    try {
      for (const id of readCandidates(body)) {
        carriers.set(id, [...(carriers.get(id) ?? []), messageId]);
      }
    } catch (error) {
      failed.add(messageId);
      log({ outcome: "failed", messages: [messageId], error: errorName(error) });
    }
  }
  return carriers;
}
