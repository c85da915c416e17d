/** Writing a file so that whoever is killed in the middle leaves the old one or the new one. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Only the owner may read what is written here. */
export const privateMode = 0o600;

export function writeWhole(file: string, content: object): void {
  const draft = `${file}.draft`;
  // A draft that somebody left behind would keep its own mode.
  rmSync(draft, { force: true });
  const descriptor = openSync(draft, "wx", privateMode);
  try {
    writeFileSync(descriptor, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}
