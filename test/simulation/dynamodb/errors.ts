/** Errors as the SDK throws them, and one for what the simulation does not know. */
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  ResourceNotFoundException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";

/** When a command says something that the simulated service has not learnt: nothing passes unseen. */
export class NotSimulatedError extends Error {
  override name = "NotSimulatedError";
}

const $metadata = {};

/** The service models no class of this one. */
export const invalid = (message: string): DynamoDBServiceException =>
  new DynamoDBServiceException({
    name: "ValidationException",
    $fault: "client",
    message,
    $metadata,
  });

export const conditionFailed = (): ConditionalCheckFailedException =>
  new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata });

export const unknownTable = (): ResourceNotFoundException =>
  new ResourceNotFoundException({ message: "Requested resource not found", $metadata });

export const inTransaction = (): TransactionConflictException =>
  new TransactionConflictException({ message: "Transaction is ongoing for the item", $metadata });

export function cancelled(reasons: readonly CancellationReason[]): TransactionCanceledException {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: [...reasons],
    $metadata,
  });
}

export const throttlings: readonly [() => Error, ...(() => Error)[]] = [
  () => new ThrottlingException({ message: "Rate of requests exceeds the limit", $metadata }),
  () =>
    new ProvisionedThroughputExceededException({
      message: "The level of configured throughput for the table was exceeded",
      $metadata,
    }),
];

export const serverError = (): InternalServerError =>
  new InternalServerError({ message: "Internal server error", $metadata });

/** What the SDK throws where nobody answers in time. */
export const timeout = (): Error =>
  Object.assign(new Error("Connection timed out"), { name: "TimeoutError" });
