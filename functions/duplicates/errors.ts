/** What can go wrong in the lane of possible duplicates. */

/** When a person keeps changing while it is looked at: its message comes again by itself. */
export class UnsettledError extends Error {
  override name = "UnsettledError";
}
