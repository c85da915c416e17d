/** What all operations of one simulated service share. */
import type { Faults } from "../faults.ts";
import type { Random } from "#bin/random.ts";
import type { Turns } from "../scheduler.ts";
import type { Change, Table } from "./table.ts";
import type { Write } from "./write.ts";

export interface Prepared extends Change {
  write: Write;
}

export interface Service {
  tables: ReadonlyMap<string, Table>;
  /** Places that a transaction is writing to. */
  locks: Set<string>;
  turns: Turns;
  random: Random;
  faults: Faults;
  /** Says what is going to be applied, whole. */
  announce(changes: readonly Prepared[]): void;
  apply(write: Write, change: Change): void;
}
