/** Whatever a delivery names, what all objects share stays as it is, and no result has a foreign prototype. */
import type { Received } from "#functions/webhook/receive.ts";
const shared = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const propertiesOf = () => shared.map((each) => Object.getOwnPropertyNames(each).join());
const before = propertiesOf();

/** What went wrong, if anything did. */
export function pollutionOf(received: Received): string | undefined {
  if (propertiesOf().some((names, at) => names !== before[at])) return "a prototype was changed";
  return foreignPrototype(received, "received");
}

const ordinary = new Set<unknown>([
  Object.prototype,
  Array.prototype,
  Date.prototype,
  Buffer.prototype,
  null,
]);

function foreignPrototype(value: unknown, path: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!ordinary.has(Object.getPrototypeOf(value))) return `${path} has a foreign prototype`;
  if (Buffer.isBuffer(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = foreignPrototype(inner, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
