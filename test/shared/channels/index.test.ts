import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { channelNamed, channels } from "#shared/channels/index.ts";
import { randomBytesOf } from "./harness.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const fileOf = (name: string) => new URL(`../../../shared/channels/${name}.ts`, import.meta.url);

/** By channel, the files that its bundle would hold. */
const drawnIn = new Map<string, string[]>();

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: channels.map(({ name }) => fileOf(name).pathname),
    outdir: "out",
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    logLevel: "silent",
  });
  for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
    drawnIn.set(basename(path, ".js"), Object.keys(inputs));
  }
});

describe("the catalogue", () => {
  it("has every channel under its own name, which a URL and a function can bear", () => {
    const names = channels.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z][a-z0-9-]{1,30}$/);
      expect(channelNamed(name)?.name).toBe(name);
    }
  });

  it("knows no channel that is not there", () => {
    expect(channelNamed("carrier-pigeon")).toBeUndefined();
    expect(channelNamed("toString")).toBeUndefined();
  });
});

describe.each(channels.map((channel) => [channel.name, channel] as const))(
  "%s",
  (name, channel) => {
    it("works without settings", () => {
      expect(() => channel.settings.parse({})).not.toThrow();
    });

    it("refuses settings that it does not know, for they are a mistake", () => {
      expect(channel.settings.safeParse({ colour: "red" }).success).toBe(false);
    });

    it("makes secrets that it takes, new ones each time", () => {
      const settings = channel.settings.parse({});
      const [one, other] = ["a", "b"].map((seed) =>
        channel.generateSecrets(randomBytesOf(seed), settings),
      );
      expect(channel.secrets.safeParse(one).success).toBe(true);
      if (JSON.stringify(one) !== "{}") expect(one).not.toEqual(other);
    });

    it("refuses secrets that are short enough to guess", () => {
      const settings = channel.settings.parse({});
      const secrets = channel.generateSecrets(randomBytesOf("a"), settings) as object;
      for (const key of Object.keys(secrets)) {
        expect(channel.secrets.safeParse({ ...secrets, [key]: "1234567" }).success).toBe(false);
      }
    });

    it("is the file that bears its name, and draws in no other channel", () => {
      expect(readFileSync(fileOf(name), "utf8")).toContain(`name: "${name}"`);
      const files = drawnIn.get(name) ?? [];
      const others = channels.filter((other) => files.includes(`shared/channels/${other.name}.ts`));
      expect(others.map((other) => other.name)).toEqual([name]);
      const { name: format } = channel.format;
      if (format !== "xml") expect(files.join()).not.toContain("fast-xml-parser");
      if (!format.includes("multipart")) expect(files.join()).not.toContain("multipart-parser");
    });
  },
);
