/** Reading items by their keys. */
import { NotSimulatedError, expectOnly } from "../errors.ts";
import { readUnits } from "./capacity.ts";
import { invalid } from "./errors.ts";
import { type Input, isRecord, rowIn, tableIn } from "./request.ts";
import type { Service } from "./service.ts";
import { checkKey, type Table } from "./table.ts";
import { bytesOfRow, copyRow, type Row } from "./value.ts";

/** An eventually consistent read sees what is, or what was. */
function look(
  key: Row,
  table: Table,
  { consistent, faults }: { consistent: boolean } & Pick<Service, "faults">,
) {
  return !consistent && faults.chance("stale read") ? table.findStale(key) : table.find(key);
}

export interface Read {
  row: Row | undefined;
  units: number;
  table: Table;
}

/** Reads what is asked now; answers how to look later. So it is with all operations here. */
export function get(input: Input, { tables, faults }: Service): () => Read {
  expectOnly(input, ["TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity"]);
  const key = rowIn(input, "Key");
  const table = tableIn(input, tables);
  checkKey(key, table.shape.key);
  const consistent = input["ConsistentRead"] === true;
  return () => {
    const row = look(key, table, { consistent, faults });
    return { row, units: unitsOfRead(row, consistent), table };
  };
}

const unitsOfRead = (row: Row | undefined, consistent: boolean): number =>
  readUnits(row === undefined ? 0 : bytesOfRow(row), consistent);

const keysMax = 100;
const answerBytesMax = 16 * 1024 * 1024;

interface Wanted {
  key: Row;
  table: Table;
  consistent: boolean;
}

export interface BatchRead {
  found: Map<string, Row[]>;
  unprocessed: Map<string, { Keys: Row[]; ConsistentRead?: true }>;
  units: Map<string, number>;
}

/** In no order. Each item is as of its own moment. */
export function batchGet(input: Input, service: Service): () => Promise<BatchRead> {
  const wanted = readBatch(input, service);
  return () => readAll(wanted, service);
}

async function readAll(
  wanted: readonly Wanted[],
  { random, faults, turns }: Service,
): Promise<BatchRead> {
  const read: BatchRead = { found: new Map(), unprocessed: new Map(), units: new Map() };
  for (const { table } of wanted) {
    read.found.set(table.shape.name, []);
    read.units.set(table.shape.name, 0);
  }
  let bytes = 0;
  for (const [at, { key, table, consistent }] of random.shuffle(wanted).entries()) {
    const { name } = table.shape;
    const row = look(key, table, { consistent, faults });
    const size = row === undefined ? 0 : bytesOfRow(row);
    // Where not one could be read, the service throws instead.
    if (at > 0 && (bytes + size > answerBytesMax || faults.chance("unprocessed keys"))) {
      const left = read.unprocessed.get(name) ?? {
        Keys: [],
        ...(consistent && { ConsistentRead: true as const }),
      };
      left.Keys.push(copyRow(key));
      read.unprocessed.set(name, left);
      continue;
    }
    bytes += size;
    read.units.set(name, (read.units.get(name) ?? 0) + unitsOfRead(row, consistent));
    if (row !== undefined) read.found.get(name)?.push(copyRow(row));
    if (faults.chance("torn read")) await turns.pause("has half read");
  }
  return read;
}

function readBatch(input: Input, { tables }: Service): Wanted[] {
  expectOnly(input, ["RequestItems", "ReturnConsumedCapacity"]);
  const { RequestItems: requests } = input;
  if (!isRecord(requests) || Object.keys(requests).length === 0) {
    throw invalid("The batch is empty");
  }
  const wanted = Object.entries(requests).flatMap(([TableName, request]) => {
    if (!isRecord(request)) throw new NotSimulatedError("a request that is none");
    expectOnly(request, ["Keys", "ConsistentRead"]);
    const { Keys: keys, ConsistentRead } = request;
    if (!Array.isArray(keys) || keys.length === 0) throw invalid("The list of keys is empty");
    const table = tableIn({ TableName }, tables);
    return keys.map((Key: unknown) => {
      const key = rowIn({ Key }, "Key");
      checkKey(key, table.shape.key);
      return { key, table, consistent: ConsistentRead === true };
    });
  });
  if (wanted.length > keysMax) throw invalid("Too many items requested for the BatchGetItem call");
  const places = wanted.map(({ key, table }) => `${table.shape.name} ${table.placeOf(key)}`);
  if (new Set(places).size < places.length) {
    throw invalid("Provided list of item keys contains duplicates");
  }
  return wanted;
}
