/** When a row deletes itself. */

/** The attribute that says so, the same in every table. */
export const timeToLive = "ttl";

/** As the service counts it. */
export const epochSeconds = (at: string): number => Math.floor(Date.parse(at) / 1_000);
