/** What `npm run accuracy` may be told, and what it is told where it may not. */
import { describe, expect, test } from "vitest";
import { AccuracyError } from "#bin/accuracy/errors.ts";
import { readOptions } from "#bin/accuracy/options.ts";

const least = ["people.csv", "--map", "mapping.json", "--truth", "customer"];

test("file, mapping and truth are enough", () => {
  expect(readOptions(least)).toEqual({
    file: "people.csv",
    map: "mapping.json",
    truth: "customer",
    tenant: "demo",
    promote: undefined,
    json: false,
  });
});

test("every word is taken, in any order", () => {
  const args = ["--json", "--promote", "name-birthday, name-company", "--tenant=acme", ...least];
  expect(readOptions(args)).toMatchObject({
    tenant: "acme",
    promote: ["name-birthday", "name-company"],
    json: true,
  });
});

test("a key that is named twice is promoted once", () => {
  const { promote } = readOptions([...least, "--promote", "wechat-id,wechat-id"]);
  expect(promote).toEqual(["wechat-id"]);
});

describe("refused, with the way to call it", () => {
  test.each([
    ["no file", ["--map", "m.json", "--truth", "t"], "which CSV file"],
    ["two files", ["a.csv", "b.csv", "--map", "m.json", "--truth", "t"], "not several"],
    ["no mapping", ["a.csv", "--truth", "t"], "--map"],
    ["no truth", ["a.csv", "--map", "m.json"], "--truth"],
    ["an empty truth", ["a.csv", "--map", "m.json", "--truth", ""], "--truth"],
    ["an unknown option", [...least, "--fast"], "--fast"],
    ["a mapping without its name", ["a.csv", "--truth", "t", "--map"], "--map"],
    ["an unknown key", [...least, "--promote", "name-birthday,shoe-size"], '"shoe-size"'],
    ["a key that only finds candidates", [...least, "--promote", "name-postcode"], "name-postcode"],
    ["an empty list of keys", [...least, "--promote", ""], 'no key ""'],
  ])("%s", (_, args, said) => {
    const reading = () => readOptions(args);
    expect(reading).toThrow(AccuracyError);
    expect(reading).toThrow(said);
    expect(reading).toThrow("npm run accuracy -- people.csv");
  });

  test("an unknown key is answered with those there are", () => {
    expect(() => readOptions([...least, "--promote", "x"])).toThrow(/name-birthday, name-company/);
  });
});
