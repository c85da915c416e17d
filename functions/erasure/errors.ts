/** What can go wrong where persons are erased. */

/** When something of an erased person is there after all: somebody has to look. */
export class SurvivorsError extends Error {
  override name = "SurvivorsError";
}
