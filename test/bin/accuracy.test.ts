/** The program as it is called, on a file of invented people. */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const people = join("test", "fixtures", "accuracy", "people.csv");
const mapping = join("test", "fixtures", "accuracy", "mapping.json");
const known = [people, "--map", mapping, "--truth", "customer"];

interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

function run(args: readonly string[]): Promise<Ended> {
  const nodeArgs = ["--disable-warning=ExperimentalWarning", join("bin", "accuracy.ts"), ...args];
  return new Promise((ended) => {
    const child = execFile(process.execPath, nodeArgs, { cwd: root }, (_, output, errors) =>
      ended({ code: child.exitCode, output, errors }),
    );
  });
}

test("tells how well it resolved, and why no better", async () => {
  const { code, output, errors } = await run(known);
  expect(errors).toBe("");
  expect(code).toBe(0);
  expect(output).toMatch(/records +13\n +labelled +12 {2}1 more resolved/);
  expect(output).toMatch(/precision +0\.8000 {2}4 of 5 .*\n.*recall +0\.8000 {2}4 of 5 /);
  expect(output).toMatch(/contested links +1 /);
  expect(output).toMatch(/Wrong joins .*: 1; .*\n {2}7 \| 8\n/);
  expect(output).toMatch(/Missed joins .*: 1; .*\n {2}5 \| 6\n/);
  expect(output).toContain("Ignored columns: remark");
});

test("shows what a promoted key would change", async () => {
  const { code, output } = await run([...known, "--promote", "name-birthday"]);
  expect(code).toBe(0);
  expect(output).toContain("Also linked by name-birthday");
  expect(output).toMatch(/precision +0\.8333 {2}5 of 6 .*\n.*recall +1\.0000 {2}5 of 5 /);
  expect(output).toMatch(/Missed joins .*: none/);
});

test("says nothing of anybody", async () => {
  const { output } = await run(known);
  expect(output).not.toMatch(/林|周|Moreau|137|@|1990|M-1001|"?c[1-8]\b/);
});

test("--json prints the same figures, and nothing else", async () => {
  const { code, output } = await run([...known, "--json", "--tenant", "acme"]);
  const Printed = z.object({
    tenant: z.string(),
    pairs: z.object({ f1: z.number() }),
    clusters: z.object({ true: z.object({ bySize: z.record(z.string(), z.number()) }) }),
  });
  const { tenant, pairs, clusters } = Printed.parse(JSON.parse(output));
  expect([code, tenant]).toEqual([0, "acme"]);
  expect(pairs.f1).toBeGreaterThan(0);
  expect(clusters.true.bySize).toEqual({ 1: 5, 2: 2, 3: 1 });
});

describe("ends with 2, a sentence and no figures for", () => {
  test.concurrent.each([
    ["no arguments", () => [], "which CSV file"],
    ["a missing file", () => ["no.csv", ...known.slice(1)], "no.csv cannot be read"],
    ["a missing mapping", () => [people, "--map", "no.json", "--truth", "x"], "no.json"],
    ["a column that is not there", () => [...known.slice(0, 4), "who"], 'no column "who"'],
    ["a broken mapping", () => [people, "--map", people, "--truth", "x"], "is no JSON"],
    ["an unknown tenant", () => [...known, "--tenant", "nobody"], "nobody.json"],
    ["an unknown key", () => [...known, "--promote", "shoe-size"], '"shoe-size"'],
  ])("%s", async (_, args, said) => {
    const { code, output, errors } = await run(args());
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toContain(said);
    expect(errors).not.toMatch(/^ +at /m);
  });

  test("a broken row", async () => {
    const file = join(temporaryFolder(), "broken.csv");
    writeFileSync(file, `${readFileSync(join(root, people), "utf8")}r14,c1\n`);
    const { code, errors } = await run([file, ...known.slice(1)]);
    expect(code).toBe(2);
    expect(errors).toContain("begins in line 16: ");
  });
});
