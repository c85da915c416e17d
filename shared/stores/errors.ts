/** What can go wrong in the stores. */

/** Base of this area. */
export class StoreError extends Error {
  override name = "StoreError";
}

/** When DynamoDB keeps returning unprocessed keys: throttled for longer than we wait. */
export class ThrottledError extends StoreError {
  override name = "ThrottledError";
}

/** When a pointer leads nowhere, or in a circle: a broken promise, never a race. */
export class DanglingPointerError extends StoreError {
  override name = "DanglingPointerError";
}

/** When more people or events are concerned than even a settlement can work on: a human has to look. */
export class TooLargeError extends StoreError {
  override name = "TooLargeError";
}

/** When somebody else has taken over a settlement: what this worker still wanted to write is refused. */
export class LostTurnError extends StoreError {
  override name = "LostTurnError";
}

/** When what a settlement had fenced was changed all the same: a broken promise, never a race. */
export class BrokenFenceError extends StoreError {
  override name = "BrokenFenceError";
}

/** When a run has read as much as it may: the next one goes on. */
export class SpentError extends StoreError {
  override name = "SpentError";
}

/** What Node says where nobody answers, and the SDK where nobody answers in time. */
const unreachable = new Set(
  [
    "EAI_AGAIN ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH ENOTFOUND EPIPE ETIMEDOUT",
    "NetworkingError RequestTimeout RequestTimeoutException TimeoutError",
  ].flatMap((names) => names.split(" ")),
);
/** What DynamoDB calls too much at once: docs.aws.amazon.com, amazondynamodb, Programming.Errors. */
const throttled = /Throttl|Throughput|^RequestLimitExceeded$|^TransactionInProgressException$/;

/** Whether the service refused for being asked too much: then nothing was done. */
export function isThrottled(error: unknown): boolean {
  return error instanceof Error && throttled.test(error.name);
}

/** Whether the same call may succeed later: throttled, out of reach, or a fault of the service. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ThrottledError) return true;
  if (!(error instanceof Error)) return false;
  if ("$retryable" in error && error.$retryable !== undefined) return true;
  if ("$fault" in error && error.$fault === "server") return true;
  const code = "code" in error ? String(error.code) : "";
  return unreachable.has(error.name) || unreachable.has(code) || isThrottled(error);
}
