/** Where the embedded DynamoDB is known to differ from AWS: the simulation follows AWS. */
import { canonicalText, copyValue } from "../dynamodb/value.ts";
import type { Disagreement } from "./tee.ts";

interface Exception {
  /** What the embedded one does otherwise, and what AWS does. */
  reason: string;
  concerns(disagreement: Disagreement): boolean;
}

const refused = "ValidationException";
const cancelled = "TransactionCanceledException ";

/**
 * None of them changes what is stored, so that both go on alike. Where the embedded one writes and
 * AWS refuses, nothing is made up, and tests of the simulation alone say so: an action of a
 * transaction that is two, and overlapping paths or a comparison of what has no order in one.
 */
const exceptions: readonly Exception[] = [
  {
    reason: "a malformed write of a transaction cancels it, if at all; AWS refuses the request",
    concerns: ({ command, embedded, simulated }) =>
      command === "TransactWrite" && simulated === refused && embedded.startsWith(cancelled),
  },
  {
    reason: "a query for a number where the key is a text finds nothing; AWS refuses it",
    concerns: ({ input, embedded, simulated }) =>
      simulated === refused &&
      isEmptyPage(embedded) &&
      canonicalText(copyValue(input)).includes('":v":1'),
  },
  {
    reason: "a page may start outside of the condition on the sort key; AWS refuses it",
    concerns: ({ command, input, embedded, simulated }) =>
      command === "Query" &&
      "ExclusiveStartKey" in input &&
      simulated === refused &&
      embedded.startsWith("{"),
  },
  {
    reason: "an update that makes an item says that its key was there before; AWS says nothing",
    concerns: ({ command, input, embedded, simulated }) =>
      command === "Update" &&
      "ReturnValues" in input &&
      input.ReturnValues === "ALL_OLD" &&
      embedded.startsWith('{"Attributes"') &&
      !simulated.startsWith('{"Attributes"'),
  },
];

const isEmptyPage = (essence: string): boolean => essence.includes('"Items":[]');

/** Why this is no disagreement, if it is none. */
export function exceptionFor(disagreement: Disagreement): string | undefined {
  return exceptions.find(({ concerns }) => concerns(disagreement))?.reason;
}
