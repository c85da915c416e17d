/** A program that ends with us, however we end. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Child {
  /** True once it prints such a line, false where it ends first. */
  says(pattern: RegExp): Promise<boolean>;
  /** What it printed last. */
  lastWords(): string;
  ended: Promise<void>;
  /** Asks it to end, and insists after a while. */
  stop(): Promise<void>;
}

/**
 * The shell ends the program when our end of the pipe closes, even if we are killed, and ends itself
 * when the program does. A program that cannot print its farewell any more is not to leave a core.
 */
const watchdog = `
  ulimit -c 0
  exec 3<&0
  "$0" "$@" <&- 3<&- & program=$!
  { while read -r _; do :; done; kill "$program"; } <&3 3<&- 2>/dev/null & watch=$!
  wait "$program"; status=$?
  kill "$watch" 2>/dev/null
  wait "$watch" 2>/dev/null
  exit "$status"`;

const linesMax = 20;
/** Between asking it to end and insisting. */
const patienceMsDefault = 5_000;

export function startChild(
  program: string,
  args: readonly string[],
  patienceMs = patienceMsDefault,
): Child {
  // A session of its own keeps a terminal's Ctrl-C from reaching it before we have finished.
  const child = spawn("sh", ["-c", watchdog, program, ...args], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  const { pid, stdin, stderr } = child;
  // It may be gone already when it is told to go.
  stdin.on("error", () => {});
  const lines: string[] = [];
  const printed = createInterface({ input: stderr });
  printed.on(
    "line",
    (line) => lines.splice(0, lines.length < linesMax ? 0 : 1) && lines.push(line),
  );
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  return {
    says: (pattern) =>
      new Promise((resolve) => {
        printed.on("line", (line) => pattern.test(line) && resolve(true));
        void ended.then(() => resolve(false));
      }),
    lastWords: () => lines.join("\n").trim(),
    ended,
    async stop() {
      stdin.end();
      const timer = setTimeout(() => killGroup(pid), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended in between.
  }
}
