/** What can go wrong at the seams to HTTP and SQS. */

/** Base of this area. */
export class SeamError extends Error {
  override name = "SeamError";
}

/** When the queue took some messages of a call and refused others: the sender must try again. */
export class SendError extends SeamError {
  override name = "SendError";
}
