/** What keeps an accuracy run from its figures. Messages say what to put right, and no personal value. */

/** When the arguments, the mapping or the file cannot be used as they are. */
export class AccuracyError extends Error {
  override name = "AccuracyError";
}
