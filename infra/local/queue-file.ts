/** The file in which fauxqs keeps its queues, made safe to be opened again. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { StartError } from "./errors.ts";

const cascade = " REFERENCES sqs_queues(name) ON DELETE CASCADE";
const Table = z.object({ sql: z.string() }).optional();

export const queueFile = (folder: string): string => join(folder, "fauxqs.db");

/**
 * fauxqs 2.4.1 opens a queue by `INSERT OR REPLACE`, which deletes its row first; the messages, tied
 * to it by a cascade, are deleted with it: every restart would lose them. Untied they stay.
 *
 * What a run that was killed had in hand becomes visible: in AWS it would come back after the
 * visibility timeout, here nobody is left who could finish it.
 *
 * False where fauxqs has not made its tables yet. Throws a StartError where the file is none of its.
 */
export function mendQueueFile(folder: string): boolean {
  const file = queueFile(folder);
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file);
  try {
    const sql = messagesTable(database);
    if (sql === undefined) return false;
    untieMessages(sql, database);
    database.exec("UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL");
    return true;
  } catch (cause) {
    throw new StartError(`${file} cannot be opened. Forget all: npm start -- --fresh`, { cause });
  } finally {
    database.close();
  }
}

function messagesTable(database: DatabaseSync): string | undefined {
  const row = database.prepare("SELECT sql FROM sqlite_master WHERE name = 'sqs_messages'").get();
  return Table.parse(row)?.sql;
}

function untieMessages(sql: string, database: DatabaseSync): void {
  if (!sql.includes(cascade)) return;
  const untied = sql.replace(cascade, "").replace("sqs_messages", "untied_messages");
  database.exec(`
    BEGIN;
    ${untied};
    INSERT INTO untied_messages SELECT * FROM sqs_messages;
    DROP TABLE sqs_messages;
    ALTER TABLE untied_messages RENAME TO sqs_messages;
    COMMIT;
  `);
}
