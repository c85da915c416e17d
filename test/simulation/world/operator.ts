/** An operator at the real API, after a restore. */
import * as z from "zod";
import { openClient, type StaffContext } from "./staff-client.ts";

const Replayed = z.object({
  present: z.record(z.string(), z.number()),
  next: z.string().optional(),
});

/** Has everything erased again that should not be there, page by page. Answers how much there was. */
export async function replayLedger(context: StaffContext): Promise<number> {
  const client = openClient({ ...context, role: "admin" });
  let present = 0;
  for (let after = ""; ;) {
    const page = await client.operate(`/v1/ledger/replay${after}`, Replayed);
    for (const many of Object.values(page.present)) present += many;
    if (page.next === undefined) return present;
    after = `?after=${encodeURIComponent(page.next)}`;
  }
}
