/** Values of attributes: how the document client takes them, how the service compares and weighs them. */

export type Value =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | ReadonlySet<string>
  | ReadonlySet<number>
  | readonly Value[]
  | ValueMap;
export interface ValueMap {
  readonly [name: string]: Value;
}
/** Never changed once it is stored: what is written and what is read are copies. */
export type Row = ValueMap;

export type ValueType = "S" | "N" | "BOOL" | "NULL" | "B" | "SS" | "NS" | "L" | "M";

/** A copy as it would arrive. Throws what the document client throws, in its default settings. */
export function copyValue(value: unknown): Value {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return checkedNumber(value);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Set) return copySet(value);
  if (Array.isArray(value)) return value.map(copyValue);
  if (isPlainObject(value)) return copyMap(value);
  if (value === undefined) {
    throw new Error(
      "Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.",
    );
  }
  throw new Error(`Unsupported type passed: ${Object.prototype.toString.call(value)}`);
}

function copyMap(map: Readonly<Record<string, unknown>>): ValueMap {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, copyValue(value)]));
}

/** As {@link copyValue}, of a whole item or key: the client leaves its undefined attributes out. */
export function copyRow(row: Readonly<Record<string, unknown>>): Row {
  return copyMap(
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)),
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function checkedNumber(number: number): number {
  if (!Number.isFinite(number)) throw new Error(`Special numeric value ${number} is not allowed`);
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) {
    throw new Error(`Number ${number} is beyond the safe integers. Use NumberValue.`);
  }
  return number;
}

function copySet(set: ReadonlySet<unknown>): Value {
  const values = [...set];
  if (values.length === 0)
    throw new Error("Pass a non-empty set, or options.convertEmptyValues=true.");
  if (values.every((value) => typeof value === "string")) return new Set(values);
  if (values.every((value) => typeof value === "number")) return new Set(values.map(checkedNumber));
  throw new Error("Only Number Set (NS), Binary Set (BS) or String Set (SS) are allowed.");
}

export function typeOf(value: Value): ValueType {
  if (typeof value === "string") return "S";
  if (typeof value === "number") return "N";
  if (typeof value === "boolean") return "BOOL";
  if (value === null) return "NULL";
  if (value instanceof Uint8Array) return "B";
  if (value instanceof Set) return typeof [...value][0] === "number" ? "NS" : "SS";
  return Array.isArray(value) ? "L" : "M";
}

export function isSet(
  value: Value | undefined,
): value is ReadonlySet<string> | ReadonlySet<number> {
  return value instanceof Set;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Of the same type and content; sets and maps in whatever order. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return typeOf(a) === typeOf(b) && canonicalText(a) === canonicalText(b);
}

/** One text for equal values. */
export function canonicalText(value: Value): string {
  if (value instanceof Uint8Array) return `b"${Buffer.from(value).toString("base64")}"`;
  if (isSet(value))
    return `{${[...value]
      .map((each) => JSON.stringify(each))
      .toSorted()
      .join()}}`;
  if (isList(value)) return `[${value.map(canonicalText).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}:${canonicalText(v)}`);
  return `{${entries.toSorted().join()}}`;
}

/** Negative, zero or positive; undefined where the service does not order them. */
export function compareValues(a: Value, b: Value): number | undefined {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return undefined;
}

const surrogate = /[\ud800-\udfff]/;

/** By UTF-8 bytes, which is not JavaScript's order where surrogates are. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** What the service says an item weighs. docs.aws.amazon.com, amazondynamodb, CapacityUnitCalculations. */
export function bytesOfRow(row: Row): number {
  let bytes = 0;
  for (const name in row) bytes += Buffer.byteLength(name) + bytesOfValue(row[name] ?? null);
  return bytes;
}

export function bytesOfValue(value: Value): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return bytesOfNumber(value);
  if (value === null || typeof value === "boolean") return 1;
  if (value instanceof Uint8Array) return value.length;
  if (isSet(value)) {
    let bytes = 0;
    for (const each of value) bytes += bytesOfValue(each);
    return bytes;
  }
  const perElement = 1;
  const overhead = 3;
  if (isList(value)) {
    return value.reduce<number>((bytes, each) => bytes + perElement + bytesOfValue(each), overhead);
  }
  return overhead + Object.keys(value).length * perElement + bytesOfRow(value);
}

/** A byte per two significant digits, and one. */
function bytesOfNumber(number: number): number {
  const digits = Math.abs(number).toExponential().replace(/e.*/, "").replace(".", "");
  const significant = digits.replace(/0+$/, "").length;
  return Math.ceil(significant / 2) + 1 + (number < 0 ? 1 : 0);
}
