/** Says on standard error how far a long run is, so that standard output holds the figures only. */

interface Stream {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

export interface Progress {
  rows: (count: number) => void;
  step: (what: string) => void;
  done: () => void;
}

const rowsBetween = 20_000;

/** One line that rewrites itself, on a terminal; nothing into a file or a pipe. */
export function progressOn(stream: Stream): Progress {
  const show = (text: string): void => {
    if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
  };
  return {
    rows(count) {
      if (count % rowsBetween === 0) show(`${count.toLocaleString("en")} rows read …`);
    },
    step: (what) => show(`${what} …`),
    done: () => show(""),
  };
}
