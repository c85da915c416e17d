/** What a folder remembers, whose it is, and what of it is forgotten. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { StartError } from "#infra/local/errors.ts";
import { openState, type State, stateFormat } from "#infra/local/state.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

function open(folder: string, { tenant = "demo", fresh = false } = {}): State {
  const state = openState({ folder, tenant, fresh });
  onTestFinished(state.release);
  return state;
}

/** Opened once and let go. */
function usedFolder(changes: Partial<State["saved"]> = {}): string {
  const folder = temporaryFolder();
  const { save, release } = open(folder);
  save(changes);
  release();
  return folder;
}

const opening =
  (folder: string, tenant = "demo") =>
  () =>
    open(folder, { tenant });

describe("a folder", () => {
  test("is made where it is not there, for its owner alone", () => {
    const folder = join(temporaryFolder(), "deep", "er");
    open(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("remembers the clock and the schedules", () => {
    const remembered = { clockAheadMs: 86_400_000, ranUntilMs: { Daily: 1_800_000_000_000 } };
    const folder = usedFolder(remembered);
    expect(open(folder).saved).toEqual({ format: stateFormat, tenant: "demo", ...remembered });
  });

  test("that is new knows nothing of either", () => {
    const { clockAheadMs, ranUntilMs } = open(temporaryFolder()).saved;
    expect({ clockAheadMs, ranUntilMs }).toEqual({ clockAheadMs: 0, ranUntilMs: {} });
  });

  test("is one run's at a time", () => {
    const folder = temporaryFolder();
    open(folder);
    expect(opening(folder)).toThrow(StartError);
    expect(opening(folder)).toThrow(`Another run (process ${process.pid}) uses ${folder}`);
    expect(opening(folder)).toThrow("STATE_DIR=");
  });

  test("of one run is not forgotten by another", () => {
    const folder = temporaryFolder();
    const { path } = open(folder);
    writeFileSync(path("keys.json"), "{}");
    expect(() => open(folder, { fresh: true })).toThrow("Another run");
    expect(readdirSync(folder)).toContain("keys.json");
  });

  test("that is a file is refused", () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(opening(file)).toThrow(StartError);
    expect(opening(file)).toThrow(`${file} is no folder that can be written to`);
  });
});

describe("state", () => {
  test("of another version is refused, and can be opened again by whoever understands it", () => {
    const folder = usedFolder({ format: stateFormat + 1 });
    expect(opening(folder)).toThrow(StartError);
    expect(opening(folder)).toThrow(/another version \(format 2, this is 1\)(.|\n)*--fresh/);
    expect(JSON.parse(readFileSync(join(folder, "state.json"), "utf8"))).toMatchObject({
      format: 2,
    });
  });

  test("of another tenant is refused, and stays that tenant's", () => {
    const folder = usedFolder();
    expect(opening(folder, "acme")).toThrow(/of the tenant demo, not of acme(.|\n)*TENANT=demo/);
    expect(open(folder).saved.tenant).toBe("demo");
  });

  test.each([
    ["broken JSON", '{"format":1,'],
    ["an empty file", ""],
    ["something else", "[]"],
    ["a clock that goes backwards", '{"format":1,"tenant":"demo","clockAheadMs":-5}'],
  ])("that is %s is refused, with what to do", (_, text) => {
    const folder = usedFolder();
    writeFileSync(join(folder, "state.json"), text);
    expect(opening(folder)).toThrow(StartError);
    expect(opening(folder)).toThrow(/state\.json cannot be read.*--fresh/);
  });

  test("of an earlier run that knew no schedules is read", () => {
    const folder = usedFolder();
    writeFileSync(join(folder, "state.json"), '{"format":1,"tenant":"demo","clockAheadMs":5}');
    expect(open(folder).saved).toMatchObject({ clockAheadMs: 5, ranUntilMs: {} });
  });
});

describe("a fresh start", () => {
  test("keeps nothing of a run, whoever's it was and however it ended", () => {
    const folder = usedFolder({ clockAheadMs: 5, format: 99, tenant: "acme" });
    const files = ["secrets.json", "keys.json", "dynamodb.sqlite", "dynamodb.sqlite-wal"];
    for (const name of files) writeFileSync(join(folder, name), "{}");
    for (const name of ["sqs", "cdk.out"])
      mkdirSync(join(folder, name, "deeper"), { recursive: true });
    const { saved } = open(folder, { fresh: true });
    expect(readdirSync(folder).sort()).toEqual(["run.lock", "state.json"]);
    expect(saved).toEqual({ format: stateFormat, tenant: "demo", clockAheadMs: 0, ranUntilMs: {} });
  });

  test("leaves what is none of its own", () => {
    const folder = usedFolder();
    mkdirSync(join(folder, "acme"));
    writeFileSync(join(folder, "notes.txt"), "mine");
    open(folder, { fresh: true });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["acme", "notes.txt"]));
  });
});
