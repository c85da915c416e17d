/** Which code of the product a campaign has run, as the engine that runs it counts: no switch anywhere. */
import { readFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * A campaign must have run every branch in here: who is who, how it is brought into the stores, and
 * taken out of them. How a request comes to be approved is no matter of faults: tests of its own.
 */
const watched =
  /^(shared\/(engine|domain\/identity)|functions\/(consumer|quarantine|duplicates))\/(?!specification|privacy\/)/;

/** A piece of a file, by positions in its text; types that were stripped left blanks behind. */
export interface Piece {
  file: string;
  start: number;
  end: number;
}

export interface ReachWatch {
  /** Adds what ran since the last time; answers what has never run so far. */
  take(): Promise<Piece[]>;
  stop(): Promise<void>;
}

/** Only what is loaded from now on is seen from its beginning. */
export async function watchReach(): Promise<ReachWatch> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const runs = new Map<string, Float64Array>();
  return {
    async take() {
      const { result } = await session.post("Profiler.takePreciseCoverage");
      for (const { url, functions } of result) {
        const file = url.startsWith("file://") ? relative(root, fileURLToPath(url)) : "";
        if (!watched.test(file)) continue;
        const ranges = functions.flatMap((each) => each.ranges);
        const length = Math.max(...ranges.map(({ endOffset }) => endOffset));
        const counts = new Float64Array(length);
        // Outer ranges come before those within them, which say more.
        for (const { startOffset, endOffset, count } of ranges) {
          counts.fill(count, startOffset, endOffset);
        }
        const known = runs.get(file) ?? new Float64Array(length);
        counts.forEach((count, at) => void (known[at] = (known[at] ?? 0) + count));
        runs.set(file, known);
      }
      return [...runs].flatMap(([file, counts]) => unreached(file, counts));
    },
    async stop() {
      await session.post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };
}

function unreached(file: string, counts: Float64Array): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < counts.length; start++) {
    if (counts[start] !== 0) continue;
    let end = start;
    while (end < counts.length && counts[end] === 0) end++;
    pieces.push({ file, start, end });
    start = end;
  }
  return pieces.filter((piece) => /\w/.test(textOf(piece)));
}

const texts = new Map<string, string>();

export function textOf({ file, start, end }: Piece): string {
  const text = texts.get(file) ?? readFileSync(join(root, file), "utf8");
  texts.set(file, text);
  return text.slice(start, end);
}

export function lineOf({ file, start }: Piece): number {
  return textOf({ file, start: 0, end: start }).split("\n").length;
}

/** Why some code is never run here, by all of its text. Nothing else may be left out, nor be left beside it. */
const exceptions: readonly { file?: string; text: RegExp; why: string }[] = [
  {
    text: /^\{?\s*throw new (RangeError|BrokenFenceError|DanglingPointerError)\([^;]*\);\s*\}?$/,
    why: "says that a promise is broken: to run it would be a failure",
  },
  { text: /^throw error;\s*\}?$/, why: "a fault that is neither the services' nor a race's: ours" },
  {
    text: /^(\?\? (0|""|false|"generic")|continue;|return;|\?\.status)$/,
    why: "what is left over for the types: nothing is ever missing there",
  },
  {
    text: /^throw new TooLargeError\([^;]*\);$|^\{?\s*return \{ kind: "too wide"[^;]*;\s*\}?$|^return (tooWide\([^;]*\)|"too many events");$/,
    why: "more people, or more events, than a simulated world has",
  },
  {
    text: /^throw new UnsettledError\([^;]*\);$|^name = "UnsettledError"$/,
    why: "more change than comes to one person while it is looked at",
  },
  {
    file: "shared/domain/identity/person-id.ts",
    text: /^function bornAt\(/,
    why: "asked by the inspection alone",
  },
  {
    file: "shared/engine/untune.ts",
    text: /^return true;$/,
    why: "a row of the index that its years have taken: no world lasts so long",
  },
];

export function exceptionFor(piece: Piece) {
  return exceptions.find(
    ({ file = piece.file, text }) => file === piece.file && text.test(textOf(piece).trim()),
  );
}
