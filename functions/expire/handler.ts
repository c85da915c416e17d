/** Once a day: destroys what has been in quarantine for longer than the tenant keeps it. */
import type { Log } from "#shared/lambda/log.ts";
import {
  deliveryKinds,
  expireQuarantined,
  listQuarantine,
  type QuarantineStore,
  type ReviewCursor,
} from "#shared/stores/quarantine.ts";

export interface ExpirePorts {
  store: Omit<QuarantineStore, "vault">;
  quarantineDays: number;
  now: () => Date;
  log: Log;
}

const pageSize = 100;
const dayMs = 24 * 60 * 60_000;

/** Idempotent: what a crash leaves is deleted by the next run. */
export function createExpire({ store, quarantineDays, now, log }: ExpirePorts) {
  return async (): Promise<void> => {
    // Whole days: the key of a day dies with its last delivery, so none may be younger.
    const before = new Date(now().getTime() - quarantineDays * dayMs).toISOString().slice(0, 10);
    let expired = 0;
    for (const kind of deliveryKinds) {
      let after: ReviewCursor | undefined;
      do {
        const page = await listQuarantine({ kind, before, after, limit: pageSize }, store);
        for (const delivery of page.deliveries) await expireQuarantined(delivery, store);
        expired += page.deliveries.length;
        after = page.next;
      } while (after !== undefined);
    }
    log({ outcome: "expired", deliveries: expired, before });
  };
}
