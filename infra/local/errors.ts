/** What can keep the embedded run from starting. Messages say what to do next. */

/** When something outside the program has to be put right first. */
export class StartError extends Error {
  override name = "StartError";
}
