/** DynamoDB in memory, as far as the product uses it: in place of the document client, with faults. */
import { NotSimulatedError, timeout } from "./errors.ts";
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import {
  cancelled,
  conditionFailed,
  inTransaction,
  serverError,
  throttlings,
} from "./dynamodb/errors.ts";
import { query, scan } from "./dynamodb/query.ts";
import { batchGet, get } from "./dynamodb/read.ts";
import { type Input, wantsCapacity } from "./dynamodb/request.ts";
import type { Service } from "./dynamodb/service.ts";
import type { TableShape } from "./dynamodb/shape.ts";
import { type Change, createTable } from "./dynamodb/table.ts";
import { readTransaction, transact } from "./dynamodb/transaction.ts";
import { copyRow, type Row } from "./dynamodb/value.ts";
import { readWrite, returned, unitsOf, type WriteKind } from "./dynamodb/write.ts";
import { type Faults, lateMsMax } from "./faults.ts";
import type { Random } from "#bin/random.ts";
import type { Turns } from "./scheduler.ts";

export interface DatabaseOptions {
  tables: readonly TableShape[];
  turns: Turns;
  random: Random;
  faults: Faults;
  /** An index, or an eventually consistent read, is never further behind than this. */
  staleMsMax?: number;
  /** Whoever is held up in the middle of a call goes on after so long at the most. */
  slowMsMax?: number;
}

export interface SimulatedDatabase extends Pick<DynamoDBDocumentClient, "send"> {
  /** Every row of a table as it stands, without a turn, a fault or a cost. Not to be changed. */
  rows(table: string): Iterable<Row>;
  /** The row of a key, in the same way. */
  row(table: string, key: Row): Row | undefined;
  /** Puts a table back as it was: what is not among these rows is gone. */
  restore(table: string, rows: readonly Row[]): void;
  /** Told of whatever is going to be written, whole transactions at once, while all is still as it was. */
  watch(seen: (writes: readonly Written[]) => void): void;
  /** Until then every call fails. */
  goDown(untilMs: number): void;
  /** Units that successful calls have consumed since this was last asked. */
  takeUnits(): Units;
}

export interface Written extends Change {
  table: string;
}

export interface Units {
  read: number;
  write: number;
}

export function createDatabase(options: DatabaseOptions): SimulatedDatabase {
  const { turns, random, faults, staleMsMax = 2_000, slowMsMax = 0 } = options;
  const tables = new Map(options.tables.map((each) => [each.name, createTable(each, turns.now)]));
  const lag = (copy: string): number => {
    const late = faults.chance(copy === "table" ? "stale read" : "stale index");
    return late ? 1 + random.integer(staleMsMax) : 0;
  };
  let watcher: Parameters<SimulatedDatabase["watch"]>[0] = () => {};
  const service: Service = {
    tables,
    locks: new Set(),
    turns,
    random,
    faults,
    announce: (changes) =>
      watcher(
        changes.map(({ write: { table }, ...change }) => ({ table: table.shape.name, ...change })),
      ),
    apply: ({ table }, change) => table.write(change, lag),
  };
  let units: Units = { read: 0, write: 0 };
  let downUntilMs = 0;
  // Whoever comes to write has something in hand that others may take meanwhile.
  const beHeldUp = async (kind: keyof Units): Promise<void> => {
    if (!faults.chance(kind === "write" ? "slow write" : "slow read")) return;
    await turns.sleep(random.integer(slowMsMax), "is held up");
  };

  const send = async (command: unknown): Promise<unknown> => {
    const { name, kind, input, read } = operationOf(command);
    // What is sent is what it says now, whatever becomes of it while it travels.
    const serve = read(input, service);
    const wantsUnits = wantsCapacity(input);
    await turns.pause(`→ ${name}`);
    await beHeldUp(kind);
    if (turns.now() < downUntilMs) throw serverError();
    refuse(input, { faults, random });
    if (faults.chance("late request")) {
      const arrive = async () => {
        await turns.sleep(random.integer(lateMsMax), "travels");
        await serve();
      };
      // Nobody hears what becomes of it.
      void turns.detached(name, arrive).catch(() => {});
      throw timeout();
    }
    const served = await outcomeOf(serve);
    const word = "error" in served ? nameOf(served.error) : "done";
    await turns.pause(`← ${name} ${word}`);
    await beHeldUp(kind);
    if (faults.chance("lost answer")) throw timeout();
    if ("error" in served) throw served.error;
    const { answer, consumed } = served;
    for (const { CapacityUnits } of consumed) units[kind] += CapacityUnits;
    const batched = name === "BatchGet" || name === "TransactWrite";
    const ConsumedCapacity = batched ? consumed : consumed[0];
    return { ...answer, ...(wantsUnits && { ConsumedCapacity }), $metadata: {} };
  };

  return {
    // One function answers every command; the client's overloads say which answer is whose.
    send: send as DynamoDBDocumentClient["send"],
    *rows(table) {
      const { rows } = tables.get(table) ?? {};
      if (rows === undefined) throw new RangeError(`there is no table ${table}`);
      for (const name of rows.partitions()) yield* rows.partition(name);
    },
    row: (table, key) => tables.get(table)?.find(key),
    goDown: (untilMs) => void (downUntilMs = untilMs),
    restore(name, rows) {
      const table = tables.get(name);
      if (table === undefined) throw new RangeError(`there is no table ${name}`);
      const atOnce = () => 0;
      const stand = [...table.rows.partitions()].flatMap((each) => table.rows.partition(each));
      for (const before of stand) table.write({ before, after: undefined }, atOnce);
      for (const after of rows) table.write({ before: undefined, after }, atOnce);
    },
    watch: (seen) => void (watcher = seen),
    takeUnits() {
      const taken = units;
      units = { read: 0, write: 0 };
      return taken;
    },
  };
}

interface Served {
  answer: object;
  consumed: { TableName: string; CapacityUnits: number }[];
}

type Serve = () => Served | Promise<Served>;
/** Throws where the command is none, or says what no service would heed. */
type ReadOperation = (input: Input, service: Service) => Serve;

interface Operation {
  name: string;
  kind: keyof Units;
  input: Input;
  read: ReadOperation;
}

interface Known {
  Command: new (...input: never[]) => { input: object };
  name: string;
  kind: keyof Units;
  read: ReadOperation;
}

const operations: readonly Known[] = [
  { Command: GetCommand, name: "Get", kind: "read", read: readGet },
  { Command: BatchGetCommand, name: "BatchGet", kind: "read", read: readBatchGet },
  { Command: QueryCommand, name: "Query", kind: "read", read: readPage(query) },
  { Command: ScanCommand, name: "Scan", kind: "read", read: readPage(scan) },
  { Command: PutCommand, name: "Put", kind: "write", read: readSingle("Put") },
  { Command: UpdateCommand, name: "Update", kind: "write", read: readSingle("Update") },
  { Command: DeleteCommand, name: "Delete", kind: "write", read: readSingle("Delete") },
  { Command: TransactWriteCommand, name: "TransactWrite", kind: "write", read: readAll },
];

function operationOf(command: unknown): Operation {
  for (const { Command, name, kind, read } of operations) {
    if (command instanceof Command) return { name, kind, read, input: { ...command.input } };
  }
  throw new NotSimulatedError(`a command that is none of ${operations.length}`);
}

/** What happens before the service has done anything. */
function refuse(input: Input, { faults, random }: Pick<Service, "faults" | "random">): void {
  if (faults.chance("lost request")) throw timeout();
  if (faults.chance("server error")) throw serverError();
  if (!faults.chance("throttled")) return;
  const items: unknown = input["TransactItems"];
  // A throttled transaction is refused as a whole, or for the sake of one of its items.
  if (!Array.isArray(items) || random.chance(0.5)) throw random.pick(throttlings)();
  const Code = random.pick(["ThrottlingError", "ProvisionedThroughputExceeded"]);
  const unlucky = random.integer(items.length);
  throw cancelled(items.map((_, at) => ({ Code: at === unlucky ? Code : "None" })));
}

async function outcomeOf(serve: Serve): Promise<Served | { error: unknown }> {
  try {
    return await serve();
  } catch (error) {
    return { error };
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

function readGet(input: Input, service: Service): Serve {
  const look = get(input, service);
  return () => {
    const { row, units, table } = look();
    return {
      answer: row === undefined ? {} : { Item: copyRow(row) },
      consumed: [{ TableName: table.shape.name, CapacityUnits: units }],
    };
  };
}

function readBatchGet(input: Input, service: Service): Serve {
  const look = batchGet(input, service);
  return async () => {
    const { found, unprocessed, units } = await look();
    return {
      answer: {
        Responses: Object.fromEntries(found),
        UnprocessedKeys: Object.fromEntries(unprocessed),
      },
      consumed: byTable(units),
    };
  };
}

function readPage(operation: typeof query): ReadOperation {
  return (input, service) => {
    const look = operation(input, service);
    return () => {
      const { rows, scanned, last, units, table } = look();
      return {
        answer: {
          Items: rows,
          Count: rows.length,
          ScannedCount: scanned,
          ...(last && { LastEvaluatedKey: last }),
        },
        consumed: [{ TableName: table.shape.name, CapacityUnits: units }],
      };
    };
  };
}

function readSingle(kind: WriteKind): ReadOperation {
  return (input, service) => {
    const more = ["ReturnValues", "ReturnConsumedCapacity"];
    const write = readWrite(kind, input, { tables: service.tables, more });
    return () => {
      if (service.locks.has(write.place)) throw inTransaction();
      const before = write.before();
      if (!write.allows(before)) throw conditionFailed();
      const change = { before, after: write.after(before) };
      const Attributes = returned(input, change);
      const CapacityUnits = unitsOf(write, change);
      service.announce([{ write, ...change }]);
      service.apply(write, change);
      return {
        answer: Attributes === undefined ? {} : { Attributes: copyRow(Attributes) },
        consumed: [{ TableName: write.table.shape.name, CapacityUnits }],
      };
    };
  };
}

/** The service finishes what it has begun, also when whoever asked is gone. */
function readAll(input: Input, service: Service): Serve {
  const writes = readTransaction(input, service);
  return async () => {
    const work = () => transact(writes, service);
    const units = await service.turns.detached("transaction", work);
    const consumed = byTable(units).map((each) => ({
      ...each,
      WriteCapacityUnits: each.CapacityUnits,
    }));
    return { answer: {}, consumed };
  };
}

const byTable = (units: ReadonlyMap<string, number>) =>
  [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits }));
