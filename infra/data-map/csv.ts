/** The stores of the record for a spreadsheet: RFC 4180, with the mark by which Excel knows UTF-8. */
import type { Language } from "./declaration.ts";
import type { ProcessingRecord } from "./record.ts";
import { cellsOf, heads } from "./row.ts";

const byteOrderMark = "\ufeff";

export function recordCsv({ stores }: ProcessingRecord, language: Language): string {
  const rows = [heads(language), ...stores.map((store) => cellsOf(store, language))];
  return byteOrderMark + rows.map((cells) => cells.map(quoted).join(",")).join("\r\n");
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
