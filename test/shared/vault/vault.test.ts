import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MissingKeyError, UnsealError, VaultError } from "#shared/vault/errors.ts";
import { type KeyPurpose, keyPurposes, parseKeyMaterial } from "#shared/vault/key-material.ts";
import type { Parameters } from "#shared/vault/parameters.ts";
import { keyVersionOf } from "#shared/vault/seal.ts";
import { createVault, readKeys, type Vault } from "#shared/vault/vault.ts";
import { email, phone, phoneOf } from "#test/fixtures/events.ts";

type Versions = Readonly<Record<number, string>>;

/** One key a purpose and version, so that vaults of one tenant can share some and lack others. */
const secrets = new Map(
  keyPurposes.map((purpose) => [
    purpose,
    { 1: randomBytes(32).toString("base64"), 2: randomBytes(32).toString("base64") },
  ]),
);

function vaultOf({
  tenant = "demo",
  versions = [1],
  purposes = keyPurposes,
  others = undefined as Versions | undefined,
}: {
  tenant?: string;
  versions?: readonly number[];
  purposes?: readonly KeyPurpose[];
  others?: Versions;
} = {}): Vault {
  const keys = new Map(
    purposes.map((purpose) => {
      const all: Versions = others ?? secrets.get(purpose) ?? {};
      const held = Object.fromEntries(versions.map((version) => [version, all[version]]));
      const text = JSON.stringify({ current: Math.max(...versions), keys: held });
      return [purpose, parseKeyMaterial(purpose, text)];
    }),
  );
  return createVault({ tenant, keys, random: randomBytes });
}

const vault = vaultOf();
const place = { store: "people", key: "person-1", version: 1 };
const sealedVersion = (body: string) => keyVersionOf(Buffer.from(body, "base64"));

describe("a message", () => {
  it("opens as what it was, whatever it was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (message) => {
        const opened = vault.openMessage(vault.sealMessage(message, "message"), "message");
        expect(opened).toEqual(JSON.parse(JSON.stringify(message)));
      }),
    );
  });

  it("is text that a queue can carry, and shows nothing", () => {
    const body = vault.sealMessage({ name: "Ada Brook" }, "message");
    expect(body).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
    expect(Buffer.from(body, "base64").toString("latin1")).not.toContain("Ada Brook");
  });

  it.each([
    ["to another tenant, even one with the same keys", vaultOf({ tenant: "acme" })],
    ["to whoever has other keys", vaultOf({ others: { 1: randomBytes(32).toString("base64") } })],
  ])("does not open %s", (_, other) => {
    const body = vault.sealMessage({ name: "Ada Brook" }, "message");
    expect(() => other.openMessage(body, "message")).toThrow(UnsealError);
  });

  it("does not open as a message of another kind", () => {
    const body = vault.sealMessage({ name: "Ada Brook" }, "message");
    expect(() => vault.openMessage(body, "receipt")).toThrow(UnsealError);
  });

  it("that is no message of ours is refused, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (body) => {
        expect(() => vault.openMessage(body, "message")).toThrow(VaultError);
      }),
    );
  });
});

describe("after a rotation", () => {
  const rotated = vaultOf({ versions: [1, 2] });

  it("the current key seals", () => {
    expect(sealedVersion(vault.sealMessage(1, "message"))).toBe(1);
    expect(sealedVersion(rotated.sealMessage(1, "message"))).toBe(2);
  });

  it("what the old key sealed still opens", () => {
    expect(rotated.openMessage(vault.sealMessage("before", "message"), "message")).toBe("before");
  });

  it("data keys that were wrapped before still unwrap", () => {
    const { key, wrapped } = vault.newDataKey("person", "person-1");
    const sealed = vault.seal({ name: "Ada" }, key, place);
    const unwrapped = rotated.unwrapDataKey("person", "person-1", wrapped);
    expect(rotated.open(sealed, unwrapped, place)).toEqual({ name: "Ada" });
  });

  it("identifiers and events have another place, each its own", () => {
    const id = phone(phoneOf(1));
    expect(rotated.identifierKey(id)).not.toBe(vault.identifierKey(id));
    expect(rotated.eventKey("evt_1")).not.toBe(vault.eventKey("evt_1"));
    expect(rotated.identifierKey(id)).toMatch(/^2\./);
  });

  it("what the new key sealed waits for those who have not heard of it", () => {
    const body = rotated.sealMessage("after", "message");
    expect(() => vault.openMessage(body, "message")).toThrow(MissingKeyError);
  });

  it("what a key sealed that is no longer there stays shut", () => {
    const forgetful = vaultOf({ versions: [2] });
    const body = vault.sealMessage("before", "message");
    expect(() => forgetful.openMessage(body, "message")).toThrow(MissingKeyError);
  });
});

describe("a data key", () => {
  it("opens what it sealed, in the same place only", () => {
    const { key } = vault.newDataKey("person", "person-1");
    const sealed = vault.seal({ name: "Ada" }, key, place);
    expect(vault.open(sealed, key, place)).toEqual({ name: "Ada" });
    for (const elsewhere of [{ store: "events" }, { key: "person-2" }, { version: 2 }]) {
      expect(() => vault.open(sealed, key, { ...place, ...elsewhere })).toThrow(UnsealError);
    }
  });

  it("of another person opens nothing", () => {
    const ours = vault.newDataKey("person", "person-1").key;
    const theirs = vault.newDataKey("person", "person-2").key;
    const sealed = vault.seal({ name: "Ada" }, ours, place);
    expect(() => vault.open(sealed, theirs, place)).toThrow(UnsealError);
  });

  it("is wrapped for its owner: put into another's row it does not unwrap", () => {
    const { wrapped } = vault.newDataKey("person", "person-1");
    expect(() => vault.unwrapDataKey("person", "person-2", wrapped)).toThrow(UnsealError);
  });

  it("of a person does not unwrap as one of the quarantine", () => {
    const { wrapped } = vault.newDataKey("person", "person-1");
    expect(() => vault.unwrapDataKey("quarantine", "person-1", wrapped)).toThrow(UnsealError);
  });

  it("of one tenant does not unwrap for another that has the same keys", () => {
    const { wrapped } = vault.newDataKey("person", "person-1");
    const acme = vaultOf({ tenant: "acme" });
    expect(() => acme.unwrapDataKey("person", "person-1", wrapped)).toThrow(UnsealError);
  });

  it("is new each time, and its wrapped form does not hold it", () => {
    const [one, two] = [vault.newDataKey("person", "p"), vault.newDataKey("person", "p")];
    expect(one.key.secret.equals(two.key.secret)).toBe(false);
    expect(one.wrapped.includes(one.key.secret.export())).toBe(false);
  });
});

describe("the place of an identifier", () => {
  it("is one for one value, whether it was proved or not", () => {
    expect(vault.identifierKey(phone(phoneOf(1)))).toBe(
      vault.identifierKey(phone(phoneOf(1), true)),
    );
  });

  it("differs by type, namespace, value, and from the place of an event of the same text", () => {
    const value = phoneOf(1);
    const places = [
      vault.identifierKey(phone(value)),
      vault.identifierKey(email(value)),
      vault.identifierKey({ ...phone(value), namespace: "x" }),
      vault.identifierKey(phone(phoneOf(2))),
      vault.eventKey(JSON.stringify(["phone", "", value])),
    ];
    expect(new Set(places).size).toBe(places.length);
  });
});

describe("the place of a composite key", () => {
  const value = JSON.stringify(["quist_87"]);
  const other = { 1: randomBytes(32).toString("base64") };

  it("is one for one key and value, and shows neither", () => {
    const place = vault.candidateKey({ name: "wechat-id", value });
    expect(place).toBe(vault.candidateKey({ name: "wechat-id", value }));
    expect(place).toMatch(/^1\.[\w-]{43}$/);
  });

  it("differs by key, value and tenant's key, and from the identifier of a promoted key", () => {
    const places = [
      vault.candidateKey({ name: "wechat-id", value }),
      vault.candidateKey({ name: "name-company", value }),
      vault.candidateKey({ name: "wechat-id", value: JSON.stringify(["quist_88"]) }),
      vaultOf({ others: other }).candidateKey({ name: "wechat-id", value }),
      vault.identifierKey({ type: "composite", namespace: "wechat-id", value }),
    ];
    expect(new Set(places).size).toBe(places.length);
  });
});

describe("the id of a review", () => {
  it("is the same for the same delivery, and tells nothing about it", () => {
    expect(vault.reviewId("evt_1")).toBe(vault.reviewId("evt_1"));
    expect(vault.reviewId('{"name":"Ada"}')).toMatch(/^rev_[\w-]{27}$/);
  });

  it("is another for another delivery, and with another tenant's key", () => {
    const others = { 1: randomBytes(32).toString("base64") };
    const ids = [vault.reviewId("a"), vault.reviewId("b"), vaultOf({ others }).reviewId("a")];
    expect(new Set(ids).size).toBe(3);
  });
});

describe("a vault without the key of a purpose", () => {
  const edge = vaultOf({ purposes: ["queue"] });

  it("does what its own key allows", () => {
    expect(edge.openMessage(edge.sealMessage(1, "message"), "message")).toBe(1);
  });

  it.each([
    ["finds no identifier", () => edge.identifierKey(phone(phoneOf(1)))],
    [
      "finds nobody by a composite key",
      () => edge.candidateKey({ name: "wechat-id", value: "[]" }),
    ],
    ["finds no event", () => edge.eventKey("evt_1")],
    ["names no review", () => edge.reviewId("evt_1")],
    ["makes no person's key", () => edge.newDataKey("person", "person-1")],
    [
      "unwraps none",
      () => edge.unwrapDataKey("person", "p", vault.newDataKey("person", "p").wrapped),
    ],
    [
      "seals no message where it lacks that one",
      () => vaultOf({ purposes: ["index"] }).sealMessage(1, "m"),
    ],
  ])("%s", (_, act) => {
    expect(act).toThrow(MissingKeyError);
  });
});

describe("keys of a function", () => {
  const stored = (texts: Readonly<Record<string, string>>): Parameters => ({
    read: async (name, parse) => parse(texts[name]),
  });
  const text = JSON.stringify({ current: 1, keys: secrets.get("queue") });

  it("are those of the purposes that it names", async () => {
    const keys = await readKeys(stored({ "keys/queue": text, "keys/index": text }), ["queue"]);
    expect([...keys.keys()]).toEqual(["queue"]);
  });

  it("are refused where one was never created", async () => {
    const reading = readKeys(stored({ "keys/queue": text }), ["queue", "person"]);
    await expect(reading).rejects.toThrow(MissingKeyError);
  });
});
