/** What keeps the demo from going on. Messages say what to do next. */

/** When something outside the demo has to be put right first. */
export class DemoError extends Error {
  override name = "DemoError";
}
