/** Every page of a query: for what is bounded by nature, such as one person's events. */
import {
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import type { Row } from "./batch-get.ts";
import type { Store } from "./tables.ts";

export async function queryAll(
  input: QueryCommandInput,
  { database }: Pick<Store, "database">,
): Promise<Row[]> {
  const rows: Row[] = [];
  let start: Row | undefined;
  do {
    const answer: QueryCommandOutput = await database.send(
      new QueryCommand({ ...input, ...(start && { ExclusiveStartKey: start }) }),
    );
    rows.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return rows;
}
