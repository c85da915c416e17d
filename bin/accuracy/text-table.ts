/** Columns of plain text that stand below each other. */

/** `l` to the left, `r` to the right; one letter for each column. */
export type Alignment = readonly ("l" | "r")[];

/** Rows may be short; nothing is padded where nothing follows. */
export function textTable(rows: readonly (readonly string[])[], alignment: Alignment): string {
  const widths = alignment.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return alignment[at] === "r" ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ");
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join("\n");
}
