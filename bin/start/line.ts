/** A function's log line, for a person's eyes. */

/** `18:30:01  typeform  accepted  evt_…  3 ms`; anything that is not one of our lines stays as it is. */
export function readable(line: string, at: Date): string {
  const said = parse(line);
  if (said === undefined) return line;
  const { channel, outcome, ...rest } = said;
  const details = Object.entries(rest).flatMap(([name, value]) => detail(name, value));
  const time = at.toTimeString().slice(0, 8);
  const columns = [time, text(channel ?? "-").padEnd(16), text(outcome).padEnd(11), ...details];
  return columns.join("  ").replace(/\p{Cc}/gu, " ");
}

function detail(name: string, value: unknown): string[] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
  if (name === "durationMs") return [`${text(value)} ms`];
  return unnamed.has(name) ? [text(value)] : [`${name} ${text(value)}`];
}

/** Details that explain themselves. */
const unnamed = new Set(["reason", "route", "events", "status"]);

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(text).join(" ") : JSON.stringify(value);
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === "object" && said !== null && "outcome" in said ? { ...said } : undefined;
  } catch {
    return undefined;
  }
}
