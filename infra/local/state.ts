/** The folder that an embedded run remembers everything in, and its one-run-at-a-time lock. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { StartError } from "./errors.ts";

/** Raised whenever the stored shape changes so that older state cannot be read any more. */
export const stateFormat = 1;

const Saved = z.object({
  format: z.number(),
  tenant: z.string(),
  /** How far the clock was moved. */
  clockAheadMs: z.number().default(0),
});
type Saved = z.infer<typeof Saved>;

export interface State {
  folder: string;
  path(name: string): string;
  saved: Saved;
  save(changes: Partial<Saved>): void;
  /** Lets the next run in. */
  release(): void;
}

/** Throws a StartError where another run has the folder, or another version or tenant wrote it. */
export function openState(options: { folder: string; tenant: string; fresh: boolean }): State {
  const { folder, tenant, fresh } = options;
  const path = (name: string) => join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  lock(path("lock"), folder);
  if (fresh)
    for (const name of rememberedNames) rmSync(path(name), { recursive: true, force: true });
  const saved = readSaved(path("state.json")) ?? { format: stateFormat, tenant, clockAheadMs: 0 };
  const mismatch = mismatchOf(saved, tenant);
  if (mismatch !== undefined) {
    rmSync(path("lock"), { force: true });
    throw new StartError(`${folder} holds state ${mismatch}. Forget it: npm start -- --fresh`);
  }
  const state: State = {
    folder,
    path,
    saved,
    save(changes) {
      Object.assign(saved, changes);
      writeFileSync(path("state.json"), `${JSON.stringify(saved, null, 2)}\n`);
    },
    release: () => rmSync(path("lock"), { force: true }),
  };
  state.save({});
  return state;
}

/** What `--fresh` forgets: everything but the lock. */
const rememberedNames = [
  "state.json",
  "secrets.json",
  "keys.json",
  "dynamodb.sqlite",
  "dynamodb.sqlite-wal",
  "dynamodb.sqlite-shm",
  "sqs",
  "cdk.out",
];

function mismatchOf(saved: Saved, tenant: string): string | undefined {
  if (saved.format !== stateFormat) {
    return `of another version (format ${saved.format}, this is ${stateFormat})`;
  }
  return saved.tenant === tenant ? undefined : `of the tenant ${saved.tenant}`;
}

function readSaved(file: string): Saved | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return Saved.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new StartError(`${file} cannot be read. Forget it: npm start -- --fresh`, { cause });
  }
}

/** A run that was killed leaves its lock behind; its process id tells that nobody holds it. */
function lock(file: string, folder: string): void {
  const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
  if (holder !== undefined && holder !== process.pid && isRunning(holder)) {
    throw new StartError(
      `Another run (process ${holder}) uses ${folder}. Stop it, or choose another: STATE_DIR=… npm start`,
    );
  }
  writeFileSync(file, String(process.pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
