/** JSON whose integers above 2^53 survive, as text: providers' ids are that large. */
import { bounded } from "./bounds.ts";
import type { Format, Parsed } from "./format.ts";

/** Sixteen digits in a row, outside or inside strings: rare, and the only case that needs care. */
const maybeLargeInteger = /\d{16}/;

export const json: Format = {
  name: "json",
  contentTypes: ["application/json", "text/json"],
  parse(text) {
    const parsed = parseJson(text);
    if (parsed.kind === "malformed" || !maybeLargeInteger.test(text)) return parsed;
    // Only now, with the depth known to be small, may a reviver recurse through it.
    return parseJson(text, keepExact);
  },
};

type Reviver = (key: string, value: unknown, context: { source: string }) => unknown;

function parseJson(text: string, reviver?: Reviver): Parsed {
  try {
    return bounded(JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]));
  } catch {
    return { kind: "malformed", reason: "broken JSON" };
  }
}

/** A number that a double cannot hold becomes the text that was sent. */
function keepExact(_key: string, value: unknown, context: { source: string }): unknown {
  return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? context.source
    : value;
}
