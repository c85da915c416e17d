/** All writes or none: conditions are weighed at one moment, the effects become visible one by one. */
import { NotSimulatedError, expectOnly } from "../errors.ts";
import { type CancellationReason, DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import { cancelled, invalid } from "./errors.ts";
import { type Input, isRecord } from "./request.ts";
import type { Prepared, Service } from "./service.ts";
import { readWrite, unitsOf, type Write, type WriteKind } from "./write.ts";

const writesMax = 100;
const bytesMax = 4 * 1024 * 1024;
const kinds: readonly WriteKind[] = ["Put", "Update", "Delete", "ConditionCheck"];
/** Once to prepare, once to commit. */
const timesWritten = 2;

export function readTransaction(input: Input, { tables }: Pick<Service, "tables">): Write[] {
  expectOnly(input, ["TransactItems", "ReturnConsumedCapacity"]);
  const { TransactItems: items } = input;
  if (!Array.isArray(items) || items.length === 0 || items.length > writesMax) {
    throw invalid(`Member must have length between 1 and ${writesMax}`);
  }
  const writes = items.map((item: unknown) => {
    if (!isRecord(item)) throw new NotSimulatedError("an item of a transaction that is none");
    expectOnly(item, kinds);
    const [kind, another] = kinds.filter((each) => item[each] !== undefined);
    const write = kind && item[kind];
    if (kind === undefined || another !== undefined || !isRecord(write)) {
      throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    return readWrite(kind, write, { tables });
  });
  if (new Set(writes.map(({ place }) => place)).size < writes.length) {
    throw invalid("Transaction request cannot include multiple operations on one item");
  }
  if (writes.reduce((bytes, write) => bytes + write.bytes, 0) > bytesMax) {
    throw invalid("Transaction request is larger than 4 MB");
  }
  return writes;
}

/** Answers the units by table. Throws a `TransactionCanceledException` where one write is refused. */
export async function transact(
  writes: readonly Write[],
  service: Service,
): Promise<Map<string, number>> {
  const { locks, turns, random, faults } = service;
  const prepared = prepare(writes, service);
  for (const { place } of writes) locks.add(place);
  service.announce(prepared.filter(({ write }) => write.kind !== "ConditionCheck"));
  try {
    // Whoever writes to one of these items meanwhile meets the lock.
    await turns.pause("is prepared");
    for (const { write, ...change } of random.shuffle(prepared)) {
      if (faults.chance("torn commit")) await turns.pause("is half committed");
      if (write.kind !== "ConditionCheck") service.apply(write, change);
    }
  } finally {
    for (const { place } of writes) locks.delete(place);
  }
  const units = new Map<string, number>();
  for (const { write, before, after } of prepared) {
    const { name } = write.table.shape;
    const cost = unitsOf(write, { before, after }, timesWritten);
    units.set(name, (units.get(name) ?? 0) + cost);
  }
  return units;
}

function prepare(writes: readonly Write[], { locks, random, faults }: Service): Prepared[] {
  const unlucky = faults.chance("transaction conflict") ? random.integer(writes.length) : undefined;
  const reasons: CancellationReason[] = [];
  const prepared: Prepared[] = [];
  for (const [at, write] of writes.entries()) {
    if (at === unlucky || locks.has(write.place)) {
      reasons.push({ Code: "TransactionConflict", Message: "Transaction is ongoing for the item" });
      continue;
    }
    const { change, reason } = weigh(write);
    if (change !== undefined) prepared.push(change);
    reasons.push(reason);
  }
  if (prepared.length < writes.length) throw cancelled(reasons);
  return prepared;
}

function weigh(write: Write): { change?: Prepared; reason: CancellationReason } {
  const before = write.before();
  if (!write.allows(before)) {
    const Message = "The conditional request failed";
    return { reason: { Code: "ConditionalCheckFailed", Message } };
  }
  try {
    return { change: { write, before, after: write.after(before) }, reason: { Code: "None" } };
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error;
    return { reason: { Code: "ValidationError", Message: error.message } };
  }
}
