/** A file is whole whenever it is read, and its owner's alone. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeWhole } from "#infra/local/whole-file.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const modeOf = (file: string): number => statSync(file).mode & 0o777;

test("it holds what was written, readable, and nothing is left beside it", () => {
  const folder = temporaryFolder();
  const file = join(folder, "state.json");
  writeWhole(file, { a: 1 });
  writeWhole(file, { b: [2] });
  expect(readFileSync(file, "utf8")).toBe('{\n  "b": [\n    2\n  ]\n}\n');
  expect(readdirSync(folder)).toEqual(["state.json"]);
});

test("only its owner may read it, whatever was there before", () => {
  const file = join(temporaryFolder(), "keys.json");
  writeFileSync(file, "{}");
  chmodSync(file, 0o644);
  writeFileSync(`${file}.draft`, "left by somebody who was killed");
  writeWhole(file, { a: 1 });
  expect(modeOf(file)).toBe(0o600);
});

test("the old one stays where the new one cannot be put", () => {
  const file = join(temporaryFolder(), "state.json");
  mkdirSync(join(file, "taken"), { recursive: true });
  expect(() => writeWhole(file, { a: 1 })).toThrow();
  expect(readdirSync(file)).toEqual(["taken"]);
});
