/** One JSON line per thing that happened: ids, names and numbers, never what a customer said. */

/** Only scalars and lists of ids: an object would sooner or later be somebody's data. */
export type LogLine = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

export type Log = (line: LogLine) => void;

export const log: Log = (line) => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** What may be said of an error: its class, and the service's code. Messages may quote data. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
