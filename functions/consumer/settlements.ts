/** Settlements that come by the queue: taken up one after the other, sent again where they have to wait. */
import type { EngineContext } from "#shared/engine/resolve.ts";
import { settle } from "#shared/engine/settle.ts";
import type { Log } from "#shared/lambda/log.ts";
import { type Queue, sendMessages } from "#shared/lambda/messages.ts";

export interface SettlementsPorts {
  context: EngineContext;
  queue: Queue;
  log: Log;
  onFailed: (settlement: string, error: unknown) => void;
}

/** A settlement that has to wait comes back after so long, spread over as much again. */
const waitingSeconds = 5;
/** Of one batch: once they took so long, the others get a batch of their own. */
const workMsMax = 15_000;

export async function settleAll(
  settlements: readonly string[],
  { context, queue, log, onFailed }: SettlementsPorts,
): Promise<void> {
  const begin = context.now().getTime();
  for (const settlement of settlements) {
    try {
      const isOver = context.now().getTime() - begin >= workMsMax;
      const outcome = isOver ? "waiting" : await settle(settlement, context);
      if (outcome === "waiting") {
        const delaySeconds = Math.ceil(waitingSeconds * (1 + context.jitter()));
        await sendMessages([{ kind: "settlement", id: settlement }], queue, delaySeconds);
      }
      log({ outcome: outcome === "done" ? "settled" : "settlement waits", settlement });
    } catch (error) {
      onFailed(settlement, error);
    }
  }
}
