/** What reads and writes cost. docs.aws.amazon.com, amazondynamodb, read-write-operations. */
import type { Index } from "./table.ts";
import { isIndexed } from "./table.ts";
import { bytesOfRow, canonicalText, type Row } from "./value.ts";

const bytesPerReadUnit = 4096;
const bytesPerWriteUnit = 1024;

/** Units of reading so many bytes; at least those of one small item. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / bytesPerReadUnit)) * (consistent ? 1 : 0.5);
}

/** The larger of what was and what is; at least those of one small item. */
export function writeUnits(before: Row | undefined, after: Row | undefined): number {
  const bytes = Math.max(weight(before), weight(after));
  return Math.max(1, Math.ceil(bytes / bytesPerWriteUnit));
}

const weight = (row: Row | undefined): number => (row === undefined ? 0 : bytesOfRow(row));

/** Nothing where the index sees no change; two writes where the row changes its place in it. */
export function indexUnits(
  index: Pick<Index, "shape" | "project">,
  before: Row | undefined,
  after: Row | undefined,
): number {
  const [old, next] = [before, after].map((row) =>
    row !== undefined && isIndexed(row, index.shape.key) ? index.project(row) : undefined,
  );
  if (old === undefined && next === undefined) return 0;
  if (old === undefined || next === undefined) return writeUnits(old, next);
  if (canonicalText(old) === canonicalText(next)) return 0;
  const { partition, sort } = index.shape.key;
  const moved = old[partition] !== next[partition] || (sort && old[sort] !== next[sort]);
  return moved ? writeUnits(old, undefined) + writeUnits(undefined, next) : writeUnits(old, next);
}
