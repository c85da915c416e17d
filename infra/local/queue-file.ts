/** The file in which fauxqs keeps its queues, made safe to be opened again. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";

const cascade = " REFERENCES sqs_queues(name) ON DELETE CASCADE";
const columns = z.object({ sql: z.string() }).optional();

/** Whether there is a file yet: fauxqs makes its tables itself. */
export const hasQueueFile = (folder: string): boolean => existsSync(fileIn(folder));

const fileIn = (folder: string): string => join(folder, "fauxqs.db");

/**
 * fauxqs 2.4.1 opens a queue by `INSERT OR REPLACE`, which deletes its row first; the messages, tied
 * to it by a cascade, are deleted with it: every restart would lose them. Untied they stay.
 *
 * What a run that was killed had in hand becomes visible: in AWS it would come back after the
 * visibility timeout, here nobody is left who could finish it.
 */
export function mendQueueFile(folder: string): void {
  const database = new DatabaseSync(fileIn(folder));
  try {
    untieMessages(database);
    database.exec("UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL");
  } finally {
    database.close();
  }
}

function untieMessages(database: DatabaseSync): void {
  const row = database.prepare("SELECT sql FROM sqlite_master WHERE name = 'sqs_messages'").get();
  const sql = columns.parse(row)?.sql ?? "";
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
