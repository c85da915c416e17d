/** What the simulated services throw of their own, and what nobody's answer looks like. */

/** When a command says something that no simulated service has learnt: nothing passes unseen. */
export class NotSimulatedError extends Error {
  override name = "NotSimulatedError";
}

/** What the SDK throws where nobody answers in time. */
export const timeout = (): Error =>
  Object.assign(new Error("Connection timed out"), { name: "TimeoutError" });

/** Throws a {@link NotSimulatedError} where an input says more than these. */
export function expectOnly(input: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined && !known.includes(name)) throw new NotSimulatedError(name);
  }
}
