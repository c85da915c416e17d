/** One step of a run: where it fails it holds up no other, and is told at the end. */
import { errorName } from "#shared/lambda/log.ts";
import type { Run } from "./handler.ts";

export async function attempt(
  { ports, findings }: Run,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    ports.log({ outcome: "failed", error: errorName(error) });
    findings.push(error instanceof Error ? error : new Error(String(error)));
  }
}
