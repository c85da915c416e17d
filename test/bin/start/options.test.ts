/** What the environment and the command line may say, and what they are told where they may not. */
import { describe, expect, test } from "vitest";
import { readOptions, readPort } from "#bin/start/options.ts";
import { StartError } from "#infra/local/errors.ts";

test("without a word it is the demo tenant, in .local, at port 3000", () => {
  expect(readOptions({}, [])).toEqual({
    tenant: "demo",
    folder: ".local",
    port: 3000,
    fresh: false,
    dynamoDbEndpoint: undefined,
  });
});

test("every word is taken", () => {
  const environment = {
    TENANT: "acme",
    STATE_DIR: "/tmp/acme",
    PORT: "8080",
    DYNAMODB_ENDPOINT: "http://localhost:8000",
  };
  expect(readOptions(environment, ["--fresh"])).toEqual({
    tenant: "acme",
    folder: "/tmp/acme",
    port: 8080,
    fresh: true,
    dynamoDbEndpoint: "http://localhost:8000",
  });
});

test("an empty word is none", () => {
  const environment = { TENANT: "", STATE_DIR: "", PORT: "", DYNAMODB_ENDPOINT: "" };
  expect(readOptions(environment, [])).toEqual(readOptions({}, []));
});

describe("a port", () => {
  test.each([
    ["0", 0],
    ["1", 1],
    ["03000", 3000],
    ["65535", 65_535],
  ])("%s is one", (text, port) => {
    expect(readPort({ PORT: text })).toBe(port);
  });

  test.each(["abc", "-1", "65536", "123456", "3000.5", "3e3", " 3000", "0x10", "３０００", "NaN"])(
    "%j is none: the message says what is",
    (text) => {
      const reading = () => readPort({ PORT: text });
      expect(reading).toThrow(StartError);
      expect(reading).toThrow(JSON.stringify(text));
      expect(reading).toThrow(/from 0 \(any free port\) to 65535/);
    },
  );
});

test.each(["localhost:8000", "8000", "//localhost", "ftp://localhost", "http://"])(
  "the endpoint %j is none",
  (text) => {
    const reading = () => readOptions({ DYNAMODB_ENDPOINT: text }, []);
    expect(reading).toThrow(StartError);
    expect(reading).toThrow("DYNAMODB_ENDPOINT=http://localhost:8000 npm start");
  },
);

test.each([
  ["--frehs"],
  ["fresh"],
  ["--fresh=yes"],
  ["--fresh", "demo"],
  ["-f"],
  ["--port", "3001"],
])("the arguments %s %s are not known", (...args) => {
  const given = args.filter((each) => typeof each === "string");
  const reading = () => readOptions({}, given);
  expect(reading).toThrow(StartError);
  expect(reading).toThrow(`does not know ${given.join(" ")}`);
  expect(reading).toThrow("npm start -- --fresh");
});
