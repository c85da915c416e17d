/** The rows of a CSV file, one after the other, with a number that finds them again. */
import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { CsvError, parse, type Parser } from "csv-parse";
import { AccuracyError } from "./errors.ts";

export const delimiters = [",", ";", "\t", "|"] as const;
/** Names of the Encoding Standard. Chinese spreadsheets save gb18030, western ones windows-1252. */
export const encodings = ["utf-8", "utf-16le", "gb18030", "windows-1252"] as const;

export interface Row {
  /** As a spreadsheet counts: the header is row 1, empty lines count. */
  number: number;
  /** In the order of the header's columns. */
  cells: readonly string[];
}

/** How a file is written. */
export interface Writing {
  delimiter: (typeof delimiters)[number];
  encoding: (typeof encodings)[number];
}

/** A row that does not end within this has lost a quote, and would swallow the rest of the file. */
const rowBytesMax = 1_000_000;

/** What the parser hands out, told to add where it is. */
interface Parsed {
  info: { records: number; empty_lines: number };
  record: string[];
}

/** The header comes first. Throws an AccuracyError that names the line in which the file is broken. */
export async function* readRows(file: string, writing: Writing): AsyncGenerator<Row> {
  const { parser, nextLine } = rowParser(writing);
  // Errors of the source reach the loop below through the parser.
  pipeline(Readable.from(linesOf(file, writing)), parser, () => {});
  const parsed: AsyncIterable<Parsed> = parser;
  try {
    for await (const { info, record } of parsed) {
      yield { number: info.records + info.empty_lines, cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const problem = problems[error.code] ?? "it is no CSV";
    throw new AccuracyError(
      `${file} is broken in the row that begins in line ${nextLine()}: ${problem}.`,
      { cause: error },
    );
  }
}

/** Not the parser's own words: they quote what stands in the file. */
const problems: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH:
    'it has more or fewer cells than the header; is "delimiter" of the mapping right?',
  CSV_QUOTE_NOT_CLOSED: "a quote is opened and never closed",
  CSV_INVALID_CLOSING_QUOTE: "after a closing quote something else follows than the next cell",
  INVALID_OPENING_QUOTE: "a quote stands inside a cell that does not begin with one",
  CSV_MAX_RECORD_SIZE: "it does not end; a quote may be missing",
};

function rowParser(writing: Writing): { parser: Parser; nextLine: () => number } {
  const last = { lines: 0, empty: 0 };
  const parser = parse({
    delimiter: writing.delimiter,
    info: true,
    record_delimiter: "\n",
    max_record_size: rowBytesMax,
    skip_empty_lines: true,
    // Called while it parses: rows before an error in the same chunk never come out.
    on_record(cells: string[], { lines, empty_lines: empty }) {
      last.lines = lines;
      last.empty = empty;
      return cells;
    },
  });
  const nextLine = (): number => last.lines + parser.info.empty_lines - last.empty + 1;
  return { parser, nextLine };
}

/** With one kind of line end, so that lines are counted as every editor counts them. */
async function* linesOf(file: string, { encoding }: Writing): AsyncGenerator<string> {
  let held = "";
  for await (const text of textOf(file, encoding)) {
    const all = held + text;
    held = all.endsWith("\r") ? "\r" : "";
    yield all.slice(0, all.length - held.length).replaceAll(/\r\n?/g, "\n");
  }
  if (held !== "") yield "\n";
}

/** Without the byte order mark. */
async function* textOf(file: string, encoding: Writing["encoding"]): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      const others = encodings.filter((each) => each !== encoding).join(", ");
      throw new AccuracyError(
        `${file} is not written in ${encoding}; say its "encoding" in the mapping: ${others}.`,
        { cause },
      );
    }
  };
  for await (const bytes of bytesOf(file)) yield decode(bytes);
  yield decode();
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = createReadStream(file);
  try {
    yield* stream;
  } catch (cause) {
    throw new AccuracyError(`${file} cannot be read.`, { cause });
  }
}
