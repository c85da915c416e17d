/** Errors as the SDK throws them. */
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
