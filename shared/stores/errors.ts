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

/** When one event alone does not fit a transaction; cannot happen within the bounds of an event. */
export class TooLargeError extends StoreError {
  override name = "TooLargeError";
}
