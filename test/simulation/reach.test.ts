/** What a campaign may leave out is exactly what is excused, not what stands around it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exceptionFor, lineOf, root, textOf } from "./campaign/reach.ts";

const file = "shared/engine/settle.ts";
const text = readFileSync(join(root, file), "utf8");
const pieceOf = (part: string) => {
  const start = text.indexOf(part);
  expect(start).toBeGreaterThan(0);
  return { file, start, end: start + part.length };
};

test("a line that says that a promise is broken is excused", () => {
  const piece = pieceOf(
    "throw new BrokenFenceError(`${id} finds keys that nobody can have made`);",
  );
  expect(exceptionFor(piece)?.why).toContain("a promise is broken");
  expect(text.split("\n")[lineOf(piece) - 1]).toContain(textOf(piece));
});

test("what only a fault of ours throws is excused, with what the engine counts as its end", () => {
  expect(exceptionFor(pieceOf("throw error;\n  }"))?.why).toContain("ours");
  const start = text.indexOf("if (error instanceof LostTurnError || isTransient(error))");
  const end = text.indexOf("}", start) + 1;
  expect(exceptionFor({ file, start, end })).toBeUndefined();
});

test("a function that holds such a line is not", () => {
  const start = text.indexOf("async function decideForGood");
  expect(exceptionFor({ file, start, end: text.length })).toBeUndefined();
});
