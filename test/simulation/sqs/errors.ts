/** Errors as the SDK throws them for queues. */
import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  RequestThrottled,
  SQSServiceException,
  TooManyEntriesInBatchRequest,
} from "@aws-sdk/client-sqs";

const $metadata = {};

export const unknownQueue = () =>
  new QueueDoesNotExist({ message: "The specified queue does not exist.", $metadata });
export const emptyBatch = () =>
  new EmptyBatchRequest({ message: "There should be at least one entry.", $metadata });
export const tooManyEntries = () =>
  new TooManyEntriesInBatchRequest({ message: "Maximum number of entries is 10.", $metadata });
export const equalIds = () =>
  new BatchEntryIdsNotDistinct({ message: "Two entries have the same Id.", $metadata });
export const badId = () =>
  new InvalidBatchEntryId({ message: "A batch entry id has other characters.", $metadata });
export const tooLong = () =>
  new BatchRequestTooLong({ message: "Batch requests cannot be longer than 1 MiB.", $metadata });
export const badHandle = () =>
  new ReceiptHandleIsInvalid({ message: "The input receipt handle is invalid.", $metadata });
export const throttled = () =>
  new RequestThrottled({ message: "Request is throttled.", $metadata });
export const serverError = () =>
  new SQSServiceException({
    name: "InternalError",
    $fault: "server",
    message: "Internal error",
    $metadata,
  });
