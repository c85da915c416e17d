/** Where the embedded DynamoDB is known to differ from AWS: the simulation follows AWS. */
import type { Disagreement } from "./tee.ts";

interface Exception {
  /** What the embedded one does otherwise, and what AWS does. */
  reason: string;
  concerns(disagreement: Disagreement): boolean;
}

const exceptions: readonly Exception[] = [];

/** Why this is no disagreement, if it is none. */
export function exceptionFor(disagreement: Disagreement): string | undefined {
  return exceptions.find(({ concerns }) => concerns(disagreement))?.reason;
}
