/** The two private files: what is made, what is kept, and what is said where one cannot be used. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { StartError } from "#infra/local/errors.ts";
import { readParameterFiles } from "#infra/local/parameter-files.ts";
import { channelsInUse, readTenant } from "#infra/tenant.ts";
import { keyPurposes, parseKeyMaterial } from "#shared/vault/key-material.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const everyChannel = channelsInUse(readTenant("demo"));
const Json = z.record(z.string(), z.json());

function files({ channels = everyChannel } = {}) {
  const folder = temporaryFolder();
  const secretsFile = join(folder, "secrets.json");
  const keysFile = join(folder, "keys.json");
  const tokensFile = join(folder, "tokens.json");
  const prefix = "/tributary/demo";
  const options = { secretsFile, keysFile, tokensFile, prefix, random: randomBytes };
  return {
    secretsFile,
    keysFile,
    tokensFile,
    read: (using = channels) => readParameterFiles({ ...options, channels: using }),
    secrets: () => Json.parse(JSON.parse(readFileSync(secretsFile, "utf8"))),
    write: (file: string, content: unknown) => writeFileSync(file, JSON.stringify(content)),
  };
}

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe("at the first start", () => {
  test("every channel gets secrets of the shape that it reads", () => {
    const { read, secrets } = files();
    const values = read();
    for (const { channel } of everyChannel) {
      expect(channel.secrets.safeParse(secrets()[channel.name]).success, channel.name).toBe(true);
      const stored = values.get(`/tributary/demo/channels/${channel.name}`) ?? "";
      expect(JSON.parse(stored), channel.name).toEqual(secrets()[channel.name]);
    }
  });

  test("the tenant gets a key for every purpose", () => {
    const values = files().read();
    for (const purpose of keyPurposes) {
      const material = parseKeyMaterial(purpose, values.get(`/tributary/demo/keys/${purpose}`));
      expect(material).toHaveLength(1);
    }
  });

  test("nothing else is in the store, and two runs have nothing in common", () => {
    const one = files().read();
    const other = files().read();
    expect(one.size).toBe(everyChannel.length + keyPurposes.length);
    expect([...one.values()].filter((value) => [...other.values()].includes(value))).toEqual([]);
  });

  test("only their owner may read the files", () => {
    const { read, secretsFile, keysFile } = files();
    read();
    expect([modeOf(secretsFile), modeOf(keysFile)]).toEqual([0o600, 0o600]);
  });
});

describe("at a later start", () => {
  test("all is as it was", () => {
    const { read } = files();
    expect(read()).toEqual(read());
  });

  test("an edited secret is kept, to the last character", () => {
    const { read, secrets, secretsFile, write } = files();
    read();
    const edited = { ...secrets(), typeform: { secret: ["the new one 1", "the old one 2"] } };
    write(secretsFile, edited);
    const values = read();
    expect(values.get("/tributary/demo/channels/typeform")).toBe(JSON.stringify(edited.typeform));
    expect(secrets()).toEqual(edited);
  });

  test("a new channel gets its secrets, the others keep theirs", () => {
    const [first, ...others] = everyChannel;
    const { read, secrets } = files({ channels: others });
    read();
    const before = secrets();
    expect(Object.keys(before)).not.toContain(first?.channel.name);
    read(everyChannel);
    expect(secrets()).toMatchObject(before);
    expect(Object.keys(secrets())).toContain(first?.channel.name);
  });

  test("a channel that is switched off keeps its secrets", () => {
    const { read, secrets } = files();
    read();
    const before = secrets();
    read(everyChannel.slice(1));
    expect(secrets()).toEqual(before);
  });

  test("what somebody took out is made anew", () => {
    const { read, secrets, secretsFile, write } = files();
    read();
    const { website, ...others } = secrets();
    write(secretsFile, others);
    read();
    expect(secrets()).toMatchObject(others);
    expect(secrets()["website"]).not.toEqual(website);
  });

  test("files that an editor opened to others are closed again", () => {
    const { read, secretsFile, keysFile } = files();
    read();
    for (const file of [secretsFile, keysFile]) chmodSync(file, 0o644);
    read();
    expect([modeOf(secretsFile), modeOf(keysFile)]).toEqual([0o600, 0o600]);
  });
});

test.each(["audit", "certificate"])(
  "a folder from before there was a key for the %s gets one, and keeps the others",
  (purpose) => {
    const { read, keysFile, write } = files();
    read();
    const { [purpose]: before, ...others } = Json.parse(JSON.parse(readFileSync(keysFile, "utf8")));
    write(keysFile, others);
    const made = read().get(`/tributary/demo/keys/${purpose}`);
    expect(made).not.toBe(before);
    expect(read().get(`/tributary/demo/keys/${purpose}`)).toBe(made);
    expect(Json.parse(JSON.parse(readFileSync(keysFile, "utf8")))).toEqual({
      ...others,
      [purpose]: made,
    });
    expect(modeOf(keysFile)).toBe(0o600);
  },
);

describe("refused, with the file's name and what to do, is", () => {
  /** Answers the message; it must be one for a person. */
  function refusal(read: () => unknown): string {
    expect(read).toThrow(StartError);
    try {
      read();
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
    return "";
  }

  test.each([
    ["secretsFile", "or remove it"],
    ["keysFile", "--fresh"],
  ] as const)("broken JSON, by its place: %s", (which, otherwise) => {
    const own = files();
    own.read();
    writeFileSync(own[which], '{\n  "website": {\n    "signingSecret": "whsec_private" oops\n');
    const message = refusal(own.read);
    expect(message).toContain(own[which]);
    expect(message).toContain("line 3 column 38");
    expect(message).toContain(otherwise);
  });

  test("JSON whose broken place quotes a secret, without the quotation", () => {
    const { read, secretsFile } = files();
    read();
    writeFileSync(secretsFile, '{"website": whsec_private}');
    expect(refusal(read)).toMatch(/^\S+secrets\.json cannot be read\b(?!.*whsec)/);
  });

  test("JSON of another shape", () => {
    const { read, secretsFile } = files();
    read();
    writeFileSync(secretsFile, '["website"]');
    expect(refusal(read)).toContain("secrets.json cannot be read");
  });

  test("a secret that its channel cannot use, by its path and never by its value", () => {
    const { read, secrets, secretsFile, write } = files();
    read();
    write(secretsFile, { ...secrets(), typeform: { secret: "short" }, shopify: { appsecret: 12 } });
    const message = refusal(read);
    expect(message).toContain("secrets.json cannot be used");
    expect(message).toContain("- typeform.secret: ");
    expect(message).toContain("- shopify.appSecret: ");
    expect(message).not.toMatch(/"short"|\b12\b/);
  });

  test("a folder that lost its keys: they are not made anew over what they sealed", () => {
    const { read, keysFile } = files();
    read();
    rmSync(keysFile);
    expect(refusal(read)).toMatch(/keys\.json is gone.*Put it back.*--fresh/);
    expect(existsSync(keysFile)).toBe(false);
  });

  test.each([
    ["a key too few", (keys: Record<string, unknown>) => delete keys["person"], '"person"'],
    ["a key that is none", (keys: Record<string, unknown>) => (keys["index"] = "{}"), '"index"'],
  ])("%s", (_, spoil, named) => {
    const { read, keysFile, write } = files();
    read();
    const keys = Json.parse(JSON.parse(readFileSync(keysFile, "utf8")));
    spoil(keys);
    write(keysFile, keys);
    const message = refusal(read);
    expect(message).toContain("keys.json cannot be used");
    expect(message).toContain(named);
  });
});

test("a first start that was killed after the keys goes on with the same keys", () => {
  const { read, secretsFile, keysFile } = files();
  read();
  const before = readFileSync(keysFile, "utf8");
  rmSync(secretsFile);
  read();
  expect(readFileSync(keysFile, "utf8")).toBe(before);
});

describe("access tokens", () => {
  test("are nobody's to make: without their file there are none", () => {
    const { read, tokensFile } = files();
    expect([...read().keys()].filter((name) => name.includes("/tokens/"))).toEqual([]);
    expect(existsSync(tokensFile)).toBe(false);
  });

  test("stand in the store as they stand in their file, which only its owner may then read", () => {
    const { read, write, tokensFile } = files();
    write(tokensFile, { "meta-lead-ads": { accessToken: "token-of-the-tenant" } });
    const value = read().get("/tributary/demo/tokens/meta-lead-ads") ?? "";
    expect(JSON.parse(value)).toEqual({ accessToken: "token-of-the-tenant" });
    expect(modeOf(tokensFile)).toBe(0o600);
  });

  test.each([
    ["that is no object", "canary-token"],
    ["without a token", { "meta-lead-ads": {} }],
    ["that would end a header", { "meta-lead-ads": { accessToken: "canary\r\nx: y" } }],
  ])("in a file %s are refused, with its name and without the token", (_, content) => {
    const { read, write, tokensFile } = files();
    write(tokensFile, content);
    expect(read).toThrow(StartError);
    expect(read).toThrow(/tokens\.json/);
    expect(read).not.toThrow(/canary/);
  });
});
