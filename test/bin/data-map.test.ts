import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../../bin/data-map.ts", import.meta.url));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });

describe("npm run data-map", () => {
  it("prints a tenant's record in the language and format that are asked for", () => {
    const { status, stdout, stderr } = run(
      "--tenant",
      "huaxia",
      "--lang",
      "zh",
      "--format",
      "json",
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ tenant: "huaxia", laws: ["pipl"] });
    expect(stdout).toContain("《个人信息保护法》第三十八至四十条");
  });

  it.each([
    [["--lang", "fr"], "--lang is one of en, zh"],
    [["--format", "xml"], "--format is one of md, json, csv"],
    [["--format", "toString"], "--format is one of md, json, csv"],
    [["--tenant", "nobody"], "there is no such file"],
    [["--tenants", "acme"], "npm run data-map -- [--tenant acme]"],
  ])("refuses %j", (args, why) => {
    const { status, stdout, stderr } = run(...args);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(why);
  });
});
