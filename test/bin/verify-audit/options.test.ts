/** Which audit is verified, and what is said where the words name none. */
import { describe, expect, test } from "vitest";
import { readOptions } from "#bin/verify-audit/options.ts";
import { StartError } from "#infra/local/errors.ts";

const hash = "a".repeat(43);

test("without a word it is the one that runs here", () => {
  expect(readOptions({}, [])).toEqual({
    tenant: "demo",
    source: { kind: "running", baseUrl: "http://localhost:3000", keysFile: ".local/keys.json" },
    save: undefined,
    keys: [],
    remembered: new Map(),
  });
});

test("on another port, in another folder, of another tenant", () => {
  const environment = { PORT: "8080", STATE_DIR: "/tmp/acme", TENANT: "acme" };
  expect(readOptions(environment, [])).toMatchObject({
    tenant: "acme",
    source: { baseUrl: "http://localhost:8080", keysFile: "/tmp/acme/keys.json" },
  });
});

test("a file, a deployed one, and what is known from elsewhere", () => {
  const known = ["--key", "one", "--key", "two", "--digest", `812:${hash}`];
  expect(readOptions({}, ["--tenant", "acme", "kept.jsonl", ...known])).toMatchObject({
    tenant: "acme",
    source: { kind: "file", path: "kept.jsonl" },
    keys: ["one", "two"],
    remembered: new Map([[812, hash]]),
  });
  expect(readOptions({}, ["--url", "https://api.acme.example"]).source).toEqual({
    kind: "deployed",
    baseUrl: "https://api.acme.example",
  });
});

describe("refused, with what to say instead, is", () => {
  test.each([
    ["a word that there is none of", ["--fast"]],
    ["two files", ["one.jsonl", "two.jsonl"]],
    ["a file and an address", ["one.jsonl", "--url", "https://api.acme.example"]],
    ["a digest without a hash", ["--digest", "812"]],
    ["a digest without a number", ["--digest", hash]],
  ])("%s", (_, args) => {
    expect(() => readOptions({}, args)).toThrow(StartError);
  });
});
