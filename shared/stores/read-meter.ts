/** What a run reads, in units, and an end to it: what goes through everything must not cost without bound. */
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  GetCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { SpentError } from "./errors.ts";
import type { Store } from "./tables.ts";

export interface ReadMeter {
  /** Throws {@link SpentError} before a read that could exceed the bound. */
  database: Store["database"];
  spentUnits(): number;
}

/** An item of 400 KB, read strongly consistent: docs.aws.amazon.com, read-write-operations. */
const itemUnitsMax = 100;
/** A page of 1 MB, likewise; eventually consistent it costs half as much. */
const pageUnitsMax = 256;
/** An answer of 16 MB, likewise. */
const batchUnitsMax = 4_096;

/** What a read may cost at the most; undefined of what does not read. */
function worstOf(command: unknown): number | undefined {
  if (command instanceof GetCommand) return itemUnitsMax;
  if (command instanceof QueryCommand || command instanceof ScanCommand) {
    return command.input.ConsistentRead ? pageUnitsMax : pageUnitsMax / 2;
  }
  if (!(command instanceof BatchGetCommand)) return undefined;
  const asked = Object.values(command.input.RequestItems ?? {});
  const keys = asked.reduce((sum, { Keys = [] }) => sum + Keys.length, 0);
  return Math.min(batchUnitsMax, keys * itemUnitsMax);
}

/** Reads that fail count as if they had cost what they may. */
export function meterReads(database: Store["database"], unitsMax: number): ReadMeter {
  let spent = 0;
  type Send = typeof database.send;
  const metered = async (command: Parameters<Send>[0]): Promise<unknown> => {
    const worst = worstOf(command);
    if (worst === undefined) return database.send(command);
    if (spent + worst > unitsMax) throw new SpentError(`${spent} units are read`);
    spent += worst;
    Object.assign(command.input, { ReturnConsumedCapacity: "TOTAL" });
    const answer = await database.send(command);
    spent += unitsIn(answer) - worst;
    return answer;
  };
  return { database: { send: metered as Send }, spentUnits: () => spent };
}

function unitsIn(answer: unknown): number {
  const { ConsumedCapacity = [] } = answer as Pick<BatchGetCommandOutput, "ConsumedCapacity">;
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
