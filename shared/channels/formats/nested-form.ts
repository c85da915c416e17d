/** A form whose names say where a value belongs, such as `data[merges][FNAME]`: objects in objects. */
import { bounded } from "./bounds.ts";
import { form } from "./form.ts";
import type { Format } from "./format.ts";

export const nestedForm: Format = {
  ...form,
  parse(text) {
    const parsed = form.parse(text);
    if (parsed.kind === "malformed") return parsed;
    const root: Branch = new Map();
    for (const [name, value] of Object.entries(Object(parsed.value))) place(root, name, value);
    // Again, for only now does a name within brackets stand where it could do harm.
    return bounded(objectOf(root, levelsMax));
  },
};

/** Maps, for a name may be anything until it was looked at. */
type Branch = Map<string, unknown>;

/** One more than a body may have, so that what is too deep is seen to be. */
const levelsMax = 26;

/** Where a name is a value and holds others as well, the value stands among them without a name. */
function place(root: Branch, name: string, value: unknown): void {
  const path = pathOf(name);
  const last = path.pop() ?? name;
  let branch = root;
  for (const step of path) {
    const known = branch.get(step);
    const next: Branch =
      known instanceof Map ? known : new Map(known === undefined ? [] : [["", known]]);
    branch.set(step, next);
    branch = next;
  }
  const known = branch.get(last);
  if (known instanceof Map) known.set("", value);
  else branch.set(last, value);
}

/** `a[b][c]` is a, b, c; the empty brackets of a list say nothing; any other name is itself. */
function pathOf(name: string): string[] {
  const [, first, rest] = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name) ?? [];
  if (first === undefined || rest === undefined) return [name];
  const steps = rest.slice(1, -1).split("][");
  if (steps.at(-1) === "") steps.pop();
  return [first, ...steps];
}

function objectOf(branch: Branch, levelsLeft: number): Record<string, unknown> {
  return Object.fromEntries(
    [...branch].map(([name, value]) => [
      name,
      value instanceof Map && levelsLeft > 0 ? objectOf(value as Branch, levelsLeft - 1) : value,
    ]),
  );
}
