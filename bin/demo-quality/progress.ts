/** How far the ten weeks are: one line that rewrites itself on a terminal, nothing into a file or a pipe. */

interface Stream {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

const barColumns = 30;

/** `done` of `all`, in whatever unit; `left`: how to say the seconds that are left. */
export function barOf(
  { done, all, elapsedMs }: { done: number; all: number; elapsedMs: number },
  left: (seconds: number) => string,
): string {
  const filled = Math.round((done / all) * barColumns);
  const seconds = Math.round((elapsedMs / done) * ((all - done) / 1_000));
  const bar = "█".repeat(filled) + "░".repeat(barColumns - filled);
  return `${bar}  ${String(Math.round((done / all) * 100)).padStart(3)} %  ${left(seconds)}`;
}

export const rewrite = (text: string, stream: Stream): void => {
  if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
};
