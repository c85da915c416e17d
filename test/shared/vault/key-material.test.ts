import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MissingKeyError } from "#shared/vault/errors.ts";
import {
  currentKey,
  keyOfVersion,
  keyPurposes,
  newKeyMaterial,
  parseKeyMaterial,
} from "#shared/vault/key-material.ts";

const fresh = (bytes = 32) => randomBytes(bytes).toString("base64");
const parse = (value: unknown) => parseKeyMaterial("queue", JSON.stringify(value));

describe("the keys of a purpose", () => {
  it("are read oldest first, whatever order they stand in", () => {
    const material = parse({ current: 10, keys: { 10: fresh(), 2: fresh(), 1: fresh() } });
    expect(material.map(({ version }) => version)).toEqual([1, 2, 10]);
    expect(currentKey(material).version).toBe(10);
  });

  it("hold every version that may have been used, and none that is not yet", () => {
    const material = parse({ current: 2, keys: { 1: fresh(), 2: fresh(), 3: fresh() } });
    expect(material.map(({ version }) => version)).toEqual([1, 2]);
    expect(keyOfVersion(material, 1).symmetricKeySize).toBe(32);
  });

  it.each(keyPurposes)("can be made anew for %s", (purpose) => {
    const material = parseKeyMaterial(purpose, newKeyMaterial(randomBytes));
    expect(currentKey(material)).toMatchObject({ version: 1, secret: { symmetricKeySize: 32 } });
  });

  it("are other keys each time they are made", () => {
    expect(newKeyMaterial(randomBytes)).not.toBe(newKeyMaterial(randomBytes));
  });
});

describe("refused as keys", () => {
  it("is a parameter that nobody has put, by a message that says what to do", () => {
    expect(() => parseKeyMaterial("index", undefined)).toThrow(MissingKeyError);
    expect(() => parseKeyMaterial("index", undefined)).toThrow(/"index".*create the tenant's keys/);
  });

  it.each([
    ["an empty text", ""],
    ["what is no JSON", "{"],
    ["what is no object", '"key"'],
    ["nothing", "null"],
    ["an object of another shape", '{"key":"x"}'],
  ])("is %s", (_, text) => {
    expect(() => parseKeyMaterial("queue", text)).toThrow(MissingKeyError);
  });

  it.each([
    ["no version at all", { current: 1, keys: {} }],
    ["a current version that is not there", { current: 2, keys: { 1: fresh() } }],
    ["only versions to come", { current: 1, keys: { 2: fresh() } }],
    ["a version zero", { current: 0, keys: { 0: fresh() } }],
    ["a version that no header holds", { current: 70_000, keys: { 70000: fresh() } }],
    ["one version in two spellings", { current: 1, keys: { 1: fresh(), "01": fresh() } }],
    ["a version that is no number", { current: 1, keys: { 1: fresh(), old: fresh() } }],
    ["a key that is too short", { current: 1, keys: { 1: fresh(16) } }],
    ["a key of one byte less", { current: 1, keys: { 1: fresh(31) } }],
    ["a key of one byte more", { current: 1, keys: { 1: fresh(33) } }],
    ["a key that is no base64", { current: 1, keys: { 1: "!".repeat(44) } }],
    ["an old key that is broken", { current: 2, keys: { 1: "x", 2: fresh() } }],
  ])("is a parameter with %s", (_, value) => {
    expect(() => parse(value)).toThrow(MissingKeyError);
  });

  it("and never is a key told in the message", () => {
    const key = fresh();
    for (const value of [
      { current: 2, keys: { 1: key } },
      { current: 1, keys: { 1: key, x: key } },
    ]) {
      expect(() => parse(value)).not.toThrow(key);
      expect(() => parse(value)).toThrow(/"queue"/);
    }
  });

  it("is a version that there is none of", () => {
    const material = parse({ current: 1, keys: { 1: fresh() } });
    expect(() => keyOfVersion(material, 2)).toThrow(MissingKeyError);
    expect(() => keyOfVersion([], 1)).toThrow(MissingKeyError);
    expect(() => currentKey([])).toThrow(MissingKeyError);
  });
});
