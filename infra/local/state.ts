/** The folder that an embedded run remembers everything in. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { StartError } from "./errors.ts";
import { takeLock } from "./lock.ts";
import { writeWhole } from "./whole-file.ts";

/** Raised whenever the stored shape changes so that older state cannot be read any more. */
export const stateFormat = 1;

const Saved = z.object({
  format: z.number(),
  tenant: z.string(),
  /** How far the clock was moved: it never moves back. */
  clockAheadMs: z.int().min(0).default(0),
  /** By schedule: up to when it has run, in milliseconds of the movable clock. */
  ranUntilMs: z.record(z.string(), z.number()).default({}).readonly(),
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
  const release = lock(folder);
  try {
    if (fresh)
      for (const name of rememberedNames) rmSync(path(name), { recursive: true, force: true });
    const saved = readSaved(folder) ?? Saved.parse({ format: stateFormat, tenant });
    refuseMismatch(saved, options);
    const save = (changes: Partial<Saved>): void => {
      Object.assign(saved, changes);
      writeWhole(path(stateFile), saved);
    };
    save({});
    return { folder, path, saved, save, release };
  } catch (error) {
    release();
    throw error;
  }
}

const stateFile = "state.json";
const lockFile = "run.lock";

/** What `--fresh` forgets: everything but the lock, and whatever else somebody keeps in the folder. */
const rememberedNames = [
  stateFile,
  "secrets.json",
  "keys.json",
  "oidc.json",
  ...["", "-wal", "-shm", "-journal"].map((suffix) => `dynamodb.sqlite${suffix}`),
  "sqs",
  "cdk.out",
];

/** All that may stand in the folder; tokens are written by whoever has them, and never forgotten. */
export const stateNames: readonly string[] = [...rememberedNames, lockFile, "tokens.json"];

function lock(folder: string): () => void {
  const lock = lockOf(folder);
  if (lock.kind === "taken") return lock.release;
  const who = lock.pid === undefined ? "Another run" : `Another run (process ${lock.pid})`;
  throw new StartError(
    `${who} uses ${folder}. Stop it, or choose another folder: STATE_DIR=… npm start`,
  );
}

function lockOf(folder: string) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return takeLock(join(folder, lockFile));
  } catch (cause) {
    throw new StartError(
      `${folder} is no folder that can be written to. Choose another: STATE_DIR=… npm start`,
      { cause },
    );
  }
}

function refuseMismatch(saved: Saved, { folder, tenant }: { folder: string; tenant: string }) {
  if (saved.format !== stateFormat) {
    throw new StartError(
      `${folder} holds state of another version (format ${saved.format}, this is ${stateFormat}).\n` +
        "Choose another folder: STATE_DIR=… npm start        Or forget it: npm start -- --fresh",
    );
  }
  if (saved.tenant !== tenant) {
    throw new StartError(
      `${folder} holds state of the tenant ${saved.tenant}, not of ${tenant}.\n` +
        `Go on with it: TENANT=${saved.tenant} npm start        ` +
        `Or choose another folder: STATE_DIR=.local/${tenant} TENANT=${tenant} npm start`,
    );
  }
}

function readSaved(folder: string): Saved | undefined {
  const file = join(folder, stateFile);
  if (!existsSync(file)) return undefined;
  try {
    return Saved.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new StartError(
      `${file} cannot be read. Mend its JSON, or forget all: npm start -- --fresh`,
      { cause },
    );
  }
}
