/** Who is told how far it is. */
import { expect, test } from "vitest";
import { progressOn } from "#bin/accuracy/progress.ts";

function watched(isTTY: boolean): string[] {
  const written: string[] = [];
  const progress = progressOn({ isTTY, write: (text) => written.push(text) });
  for (let row = 1; row <= 45_000; row++) progress.rows(row);
  progress.step("Resolving");
  progress.done();
  return written;
}

test("a person at a terminal sees one line that moves, and is gone at the end", () => {
  const clear = "\r\u001b[K";
  expect(watched(true)).toEqual([
    `${clear}20,000 rows read …`,
    `${clear}40,000 rows read …`,
    `${clear}Resolving …`,
    clear,
  ]);
});

test("a file or a pipe is spared", () => {
  expect(watched(false)).toEqual([]);
});
