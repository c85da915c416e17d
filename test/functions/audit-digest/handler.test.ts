import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BrokenAuditError } from "#functions/audit-digest/errors.ts";
import { createAuditDigest } from "#functions/audit-digest/handler.ts";
import { type AuditRow, chainNames, digestChain, entryChains } from "#shared/domain/audit/entry.ts";
import { verifyAudit } from "#shared/domain/audit/verify.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { appendAudit, readRows } from "#shared/stores/audit.ts";
import { tenant, told } from "#test/fixtures/audit.ts";
import { startStores, testVault, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: TestStores["store"];
let lines: LogLine[];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(async () => {
  lines = [];
  for (const { chain, seq } of await rows()) await remove(chain, seq);
});

let tick = 0;
const now = () => new Date(Date.parse("2026-03-09T08:00:00.000Z") + (tick += 1));
const seqText = (seq: number) => String(seq).padStart(12, "0");
const remove = (chain: string, seq: number) =>
  store.database.send(
    new DeleteCommand({ TableName: store.tables.audit, Key: { chain, seq: seqText(seq) } }),
  );
async function rows(): Promise<AuditRow[]> {
  const all = chainNames.map((chain) => readRows({ chain, limit: 100_000 }, store));
  return (await Promise.all(all)).flat();
}
let serial = 0;
const append = (chain: number) =>
  appendAudit(
    { ...told, request: `request ${(serial += 1)}` },
    { store, tenant, now, jitter: () => (chain + 0.5) / entryChains.length },
  );
const sign = (vault = store.vault) =>
  createAuditDigest({
    tenant,
    store: async () => ({ ...store, vault }),
    now,
    log: (line) => lines.push(line),
  })();
const verdict = async () =>
  verifyAudit({ tenant, rows: await rows(), keys: new Set([store.vault.signer("audit").key]) });

describe("a digest", () => {
  it("signs where every chain ends, so that all of it holds", async () => {
    for (const chain of [0, 0, 3]) await append(chain);
    await sign();
    await append(5);
    await sign();
    const { key } = store.vault.signer("audit");
    expect(await verdict()).toMatchObject({
      breaks: [],
      entries: 4,
      signed: 4,
      lastDigest: { seq: 2 },
      keys: [key],
    });
  });

  it("is made also where nothing has happened: one that is missing is a finding", async () => {
    await sign();
    await sign();
    expect(await verdict()).toMatchObject({ breaks: [], entries: 0, lastDigest: { seq: 2 } });
  });

  it("stands in the log with its hash and key: who takes it from the table would have to change both", async () => {
    await append(1);
    await sign();
    const [{ hash } = { hash: "" }] = await readRows({ chain: digestChain, limit: 1 }, store);
    expect(lines).toEqual([
      { outcome: "signed", digest: 1, hash, key: store.vault.signer("audit").key },
    ]);
  });

  it("is made once where two runs meet", async () => {
    await append(1);
    await Promise.all([sign(), sign(), sign()]);
    const { breaks, lastDigest } = await verdict();
    expect(breaks).toEqual([]);
    expect(lines.filter(({ outcome }) => outcome === "signed")).toHaveLength(lastDigest?.seq ?? 0);
  });

  it("takes in all that was written since, over pages", async () => {
    for (let n = 0; n < 510; n++) await append(2);
    await sign();
    expect(await verdict()).toMatchObject({ breaks: [], signed: 510 });
  });
});

describe("a chain that is broken", () => {
  const put = (row: object) =>
    store.database.send(new PutCommand({ TableName: store.tables.audit, Item: row }));
  /** As it stands in the table, with another author. */
  const falsify = async (chain: "0" | "1", seq: number) => {
    const [row] = await readRows({ chain, from: seq, limit: 1 }, store);
    const content = JSON.stringify({ ...row?.entry, by: "somebody else" });
    await put({ chain, seq: seqText(seq), hash: row?.hash, content });
  };

  it.each([
    ["altered since the last digest", () => falsify("0", 3), { kind: "altered", from: 3 }],
    ["with an entry removed since", () => remove("0", 3), { kind: "removed", from: 3 }],
    [
      "cut off before the last digest",
      async () => {
        for (const seq of [2, 3, 4]) await remove("0", seq);
      },
      { kind: "cut off", from: 2 },
    ],
  ])("%s, is said and keeps its signed end, while the others go on", async (_, spoil, broken) => {
    for (const chain of [0, 0, 1]) await append(chain);
    await sign();
    for (const chain of [0, 0, 1]) await append(chain);
    await spoil();
    await expect(sign()).rejects.toThrow(BrokenAuditError);
    expect(lines).toContainEqual(
      expect.objectContaining({ outcome: "broken", chain: "0", ...broken }),
    );
    const [, second] = await readRows({ chain: digestChain, limit: 2 }, store);
    expect([second?.digest?.heads["0"].seq, second?.digest?.heads["1"].seq]).toEqual([2, 2]);
    const { breaks } = await verdict();
    expect(breaks).toMatchObject([{ chain: "0" }]);
  });

  it("because its digest was forged, is signed by nobody any more", async () => {
    await append(0);
    await sign();
    const [row] = await readRows({ chain: digestChain, limit: 1 }, store);
    await put({
      chain: digestChain,
      seq: seqText(1),
      hash: row?.hash,
      content: JSON.stringify(row?.digest),
      signature: "AAAA",
    });
    await expect(sign()).rejects.toThrow(BrokenAuditError);
    expect(await readRows({ chain: digestChain, limit: 9 }, store)).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({ outcome: "broken", chain: digestChain, kind: "forged" });
  });

  it("because its digest was signed by a key of somebody else, is signed by nobody any more", async () => {
    await append(0);
    await sign(testVault());
    await expect(sign()).rejects.toThrow(BrokenAuditError);
  });
});
