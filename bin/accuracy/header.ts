/** Which column stands where, and whether the header has all that the mapping speaks of. */
import { AccuracyError } from "./errors.ts";
import { type Mapping, tellingColumns } from "./mapping.ts";

export interface Header {
  /** Column → its place in a row. */
  places: ReadonlyMap<string, number>;
  /** Columns of which nobody said what they mean. */
  ignored: readonly string[];
}

interface Asked {
  file: string;
  truth: string;
  mapping: Mapping;
}

/** Throws an AccuracyError where a column is missing, ambiguous, or gives the answer away. */
export function readHeader(cells: readonly string[], { file, truth, mapping }: Asked): Header {
  const names = cells.map((cell) => cell.trim());
  const places = new Map(names.map((name, at) => [name, at]));
  const telling = tellingColumns(mapping);
  if (telling.includes(truth)) {
    throw new AccuracyError(
      `The mapping uses the truth column "${truth}": the answer would be part of the question.`,
    );
  }
  const { id, observedAt } = mapping;
  const used = new Set([truth, ...telling, id, observedAt].filter((name) => name !== undefined));
  const known = names.filter((name) => name !== "").join(", ");
  const quoted = (columns: readonly string[]): string =>
    columns.map((name) => `"${name}"`).join(", ");

  const missing = [...used].filter((name) => !places.has(name));
  if (missing.length > 0) {
    throw new AccuracyError(`${file} has no column ${quoted(missing)}; its columns: ${known}.`);
  }
  const twice = [...used].filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice.length > 0) {
    throw new AccuracyError(`${file} has several columns ${quoted(twice)}: which one is meant?`);
  }
  return { places, ignored: names.filter((name) => name !== "" && !used.has(name)) };
}
