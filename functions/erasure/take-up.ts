/** Takes up what was begun and left: the message of a settlement may be lost, its row may come late. */
import { settle } from "#shared/engine/settle.ts";
import { leave, listIdle } from "#shared/stores/idle-settlements.ts";
import { attempt } from "./attempt.ts";
import type { Run } from "./handler.ts";

/** Whoever works on a settlement, or has its message, takes it up again within seconds. */
const idleMs = 15 * 60_000;
/** One that has to wait goes to the end of the list. */
const settlementsPerRun = 25;

/** What is asked stays sealed, with its key, until it is answered: also about who was erased since. */
export async function takeUpIdle(run: Run): Promise<void> {
  const before = new Date(run.ports.now().getTime() - idleMs).toISOString();
  const page = { before, limit: settlementsPerRun };
  for (const settlement of await listIdle(page, run.engine.store)) {
    if (run.isOver()) return;
    await attempt(run, async () => {
      const outcome = await settle(settlement, run.engine).catch(async (error: unknown) => {
        // It would fail again: told once, and again when somebody has it tried from the quarantine.
        await leave(settlement, run.engine.store);
        throw error;
      });
      run.ports.log({ outcome: outcome === "done" ? "settled" : "settlement waits", settlement });
    });
  }
}
