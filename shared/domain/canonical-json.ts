/** One text per JSON value, whatever the order of its keys: what digests and comparisons are made of. */

/** Sorted first and then written at once: a third of the time of a replacer, and every delivery pays. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "null";
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const members = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(members).sort()) copy[key] = sorted(members[key]);
  return copy;
}
