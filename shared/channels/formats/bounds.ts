/** What a parsed body may look like, whatever its format: checked before any schema sees it. */

export const depthMax = 24;
/** An order of some hundred lines has tens of thousands of keys; the walk over them is linear. */
export const keysMax = 40_000;
const keyLengthMax = 300;

/** Names that reach an object's prototype when a careless merge copies them. */
const poisonousKeys = new Set(["__proto__", "constructor", "prototype"]);

// eslint-disable-next-line no-control-regex -- control characters are what this finds
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// eslint-disable-next-line no-control-regex -- likewise
const controlCharactersAll = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

export type BoundsRefusal = "too deep" | "too many keys" | "key too long" | "forbidden key";

/** Checks depth, keys and their lengths; strings lose escaped control characters on the way. */
export function bounded(
  value: unknown,
): { kind: "parsed"; value: unknown } | { kind: "malformed"; reason: BoundsRefusal } {
  const walk: Walk = { keys: 0, refused: undefined };
  const cleaned = clean(value, depthMax, walk);
  return walk.refused === undefined
    ? { kind: "parsed", value: cleaned }
    : { kind: "malformed", reason: walk.refused };
}

interface Walk {
  keys: number;
  refused: BoundsRefusal | undefined;
}

/** In place: what was just parsed belongs to nobody else, and copying it would double the work. */
function clean(value: unknown, depthLeft: number, walk: Walk): unknown {
  if (typeof value === "string") {
    return controlCharacters.test(value) ? value.replace(controlCharactersAll, "") : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depthLeft === 0) walk.refused = "too deep";
  if (walk.refused !== undefined) return value;
  if (Array.isArray(value)) {
    walk.keys += value.length;
    if (walk.keys > keysMax) walk.refused = "too many keys";
    else
      for (let at = 0; at < value.length; at++) value[at] = clean(value[at], depthLeft - 1, walk);
    return value;
  }
  return cleanObject(value as Record<string, unknown>, depthLeft, walk);
}

function cleanObject(object: Record<string, unknown>, depthLeft: number, walk: Walk): unknown {
  const keys = Object.keys(object);
  walk.keys += keys.length;
  if (walk.keys > keysMax) walk.refused = "too many keys";
  for (const key of keys) {
    if (walk.refused !== undefined) return object;
    if (key.length > keyLengthMax) walk.refused = "key too long";
    else if (poisonousKeys.has(key)) walk.refused = "forbidden key";
    else {
      const value = object[key];
      const cleaned = clean(value, depthLeft - 1, walk);
      // Most are clean, and among thousands of keys a write costs as much as the check.
      if (cleaned !== value) object[key] = cleaned;
    }
  }
  return object;
}
