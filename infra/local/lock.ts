/** One run at a time in a folder: the kernel holds the lock, and lets it go however the run ends. */
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";

export type Lock =
  | { kind: "taken"; release: () => void }
  | { kind: "held"; pid: number | undefined };

/** SQLite's own number for "somebody else is writing": sqlite.org/rescode.html. */
const sqliteBusy = 5;
const Busy = z.object({ errcode: z.literal(sqliteBusy) });
const Holder = z.object({ pid: z.number() }).optional();

/**
 * A process id in a file would outlive a run that is killed, and by then be somebody else's; a
 * lock of SQLite's does not. Throws where the file cannot be written at all.
 */
export function takeLock(file: string): Lock {
  const database = new DatabaseSync(file);
  try {
    // A second transaction is left open: it keeps every other run out, and lets it read our id.
    database.exec(`
      BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS holder (pid INTEGER);
      DELETE FROM holder;
      INSERT INTO holder VALUES (${process.pid});
      COMMIT;
      BEGIN IMMEDIATE;
    `);
    return { kind: "taken", release: () => database.isOpen && database.close() };
  } catch (error) {
    const held = Busy.safeParse(error).success;
    const pid = held ? holderOf(database) : undefined;
    database.close();
    if (!held) throw error;
    return { kind: "held", pid };
  }
}

/** Undefined where the other run has not come as far as to write it. */
function holderOf(database: DatabaseSync): number | undefined {
  try {
    return Holder.parse(database.prepare("SELECT pid FROM holder").get())?.pid;
  } catch {
    return undefined;
  }
}
