/** What was kept is read as it was, also where somebody has been at it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asLines, readFile } from "#bin/verify-audit/read.ts";
import { StartError } from "#infra/local/errors.ts";
import { verifyAudit } from "#shared/domain/audit/verify.ts";
import { auditOf, tenant, testSigner } from "#test/fixtures/audit.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const rows = auditOf(["0", "0", "0", "1", "sign"], testSigner());

function kept(text: string): string {
  const file = join(temporaryFolder(), "audit.jsonl");
  writeFileSync(file, text);
  return file;
}
const breaksOf = (text: string) => verifyAudit({ tenant, rows: readFile(kept(text)) }).breaks;

test("what is kept is what is read", () => {
  expect(readFile(kept(asLines(rows)))).toEqual(rows);
  expect(breaksOf(asLines(rows))).toEqual([]);
});

describe("an entry", () => {
  test.each([
    ["that says something else", asLines(rows).replace('"by":"bo"', '"by":"mei"')],
    ["that says more", asLines(rows).replace('"by":"bo"', '"by":"bo","more":1')],
    ["that says something impossible", asLines(rows).replace('"kind":"read"', '"kind":"seen"')],
    ["that says nothing", asLines(rows).replace(/,"entry":\{.*\}(?=\}\n)/, "")],
  ])("%s is read, and found", (_, text) => {
    expect(breaksOf(text)).toEqual([{ chain: "0", kind: "altered", from: 1, to: 1 }]);
  });
});

describe("refused, with its name, is", () => {
  test("a file that is not there", () => {
    expect(() => readFile("/nowhere/audit.jsonl")).toThrow(/audit\.jsonl cannot be read/);
  });

  test.each([
    ["text", "hello"],
    ["JSON of another kind", '{"chain":"9","seq":1,"hash":"x"}'],
  ])("a line of %s, by its number", (_, line) => {
    const file = kept(`${asLines(rows.slice(0, 1))}${line}\n`);
    expect(() => readFile(file)).toThrow(StartError);
    expect(() => readFile(file)).toThrow(/line 2/);
  });
});
