import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainStart, hashOf, linkTo } from "#shared/domain/audit/chain.ts";
import { type AuditRow, digestChain, entryChains } from "#shared/domain/audit/entry.ts";
import { type Break, verifyAudit } from "#shared/domain/audit/verify.ts";
import { auditOf, type Step, tenant, testSigner } from "#test/fixtures/audit.ts";

const signer = testSigner();
const keys = new Set([signer.key]);
const verify = (rows: readonly AuditRow[]) => verifyAudit({ tenant, rows, keys });

/** Few chains, so that they are long; signed here and there, and always at the end. */
const steps = fc
  .array(fc.constantFrom<Step>("0", "0", "1", "1", "2", "sign"), { minLength: 3, maxLength: 40 })
  .map((some): Step[] => ["0", "1", ...some, "sign"]);
const audits = steps.map((some) => auditOf(some, signer));
/** An audit, and the place of one of its rows in the list. */
const spots = fc.tuple(audits, fc.nat()).map(([rows, at]) => ({ rows, at: at % rows.length }));

/** The only finding, where there is one. */
function finding(rows: readonly AuditRow[]): Break | undefined {
  const { breaks } = verify(rows);
  expect(breaks.length).toBeLessThan(2);
  return breaks[0];
}

/** The row that was touched is where, and in the chain where, the finding says. */
function expectLocated(found: Break | undefined, { chain, seq }: AuditRow): void {
  expect(found).toMatchObject({ chain });
  expect(found?.from).toBeLessThanOrEqual(seq);
  expect(found?.to).toBeGreaterThanOrEqual(seq);
}

const without = (rows: readonly AuditRow[], at: number) => rows.toSpliced(at, 1);
const rowAt = (rows: readonly AuditRow[], at: number): AuditRow => {
  const row = rows[at];
  if (row === undefined) throw new Error("there is no such row");
  return row;
};

describe("an audit that nobody touched", () => {
  it("holds, to the last entry", () => {
    fc.assert(
      fc.property(audits, (rows) => {
        const entries = rows.filter(({ chain }) => chain !== digestChain).length;
        expect(verify(rows)).toMatchObject({ breaks: [], entries, signed: entries });
      }),
    );
  });

  it("holds also where nothing was ever written", () => {
    expect(verify([])).toEqual({
      breaks: [],
      entries: 0,
      signed: 0,
      lastDigest: undefined,
      keys: [],
    });
  });

  it("is another tenant's for nobody", () => {
    const rows = auditOf(["0", "sign"], signer);
    const { breaks } = verifyAudit({ tenant: "acme", rows, keys });
    expect(breaks.map(({ chain, from }) => [chain, from])).toEqual([
      ["0", 1],
      [digestChain, 1],
    ]);
  });

  it("says how much of it no digest has signed yet, and who signed", () => {
    const { entries, signed, lastDigest, keys } = verify(auditOf(["0", "1", "sign", "0"], signer));
    expect({ entries, signed, digest: lastDigest?.seq, keys }).toEqual({
      entries: 3,
      signed: 2,
      digest: 1,
      keys: [signer.key],
    });
  });
});

describe("found, with its place, is", () => {
  it("an entry that says something else", () => {
    const changes = fc.constantFrom<(row: AuditRow) => AuditRow>(
      (row) => ({ ...row, ...(row.entry && { entry: { ...row.entry, by: "somebody else" } }) }),
      (row) => ({ ...row, ...(row.entry && { entry: { ...row.entry, subjects: [] } }) }),
      (row) => ({ ...row, ...(row.entry && { entry: { ...row.entry, status: 404 } }) }),
      (row) => ({ ...row, ...(row.entry && { entry: { ...row.entry, seq: 77 } }) }),
      (row) => ({ ...row, hash: hashOf("something else") }),
      // What it said cannot be read any more.
      ({ chain, seq, hash }) => ({ chain, seq, hash }),
    );
    fc.assert(
      fc.property(spots, changes, ({ rows, at }, change) => {
        const row = rowAt(rows, at);
        fc.pre(row.chain !== digestChain);
        const found = finding(rows.with(at, change(row)));
        expect(found).toEqual({ chain: row.chain, kind: "altered", from: row.seq, to: row.seq });
      }),
    );
  });

  it("an entry that says something else under a hash that fits", () => {
    fc.assert(
      fc.property(spots, ({ rows, at }) => {
        const row = rowAt(rows, at);
        fc.pre(row.entry !== undefined);
        const entry = row.entry && { ...row.entry, by: "somebody else" };
        const forged = { ...row, hash: hashOf(entry), ...(entry && { entry }) };
        const found = finding(rows.with(at, forged));
        expect(found?.kind).toBe("rewritten");
        expectLocated(found, row);
      }),
    );
  });

  it("a whole rest of a chain written anew, every hash fitting", () => {
    fc.assert(
      fc.property(spots, ({ rows, at }) => {
        const row = rowAt(rows, at);
        fc.pre(row.chain !== digestChain);
        const found = finding(rewritten(rows, at));
        expect(found?.kind).toBe("rewritten");
        expectLocated(found, row);
      }),
    );
  });

  it("an entry that is gone", () => {
    fc.assert(
      fc.property(spots, ({ rows, at }) => {
        const row = rowAt(rows, at);
        fc.pre(row.chain !== digestChain);
        const isLast = rows[at + 1]?.chain !== row.chain;
        const kind = isLast ? "cut off" : "removed";
        expect(finding(without(rows, at))).toEqual({
          chain: row.chain,
          kind,
          from: row.seq,
          to: row.seq,
        });
      }),
    );
  });

  it("any number of entries at the end that are gone", () => {
    fc.assert(
      fc.property(spots, ({ rows, at }) => {
        const { chain, seq } = rowAt(rows, at);
        fc.pre(chain !== digestChain);
        const left = rows.filter((row) => row.chain !== chain || row.seq < seq);
        const to = Math.max(...rows.filter((row) => row.chain === chain).map((row) => row.seq));
        expect(finding(left)).toEqual({ chain, kind: "cut off", from: seq, to });
      }),
    );
  });

  it("a whole chain that is gone", () => {
    for (const chain of ["0", "1"] as const) {
      const rows = auditOf(["0", "1", "1", "sign"], signer);
      const left = rows.filter((row) => row.chain !== chain);
      expect(finding(left)).toMatchObject({ chain, kind: "cut off", from: 1 });
    }
  });

  it("two entries that changed places, in the list or in what they say", () => {
    fc.assert(
      fc.property(spots, fc.nat(), fc.boolean(), ({ rows, at }, other, inPlace) => {
        const one = rowAt(rows, at);
        const mates = rows.filter(({ chain, seq }) => chain === one.chain && seq !== one.seq);
        fc.pre(one.chain !== digestChain && mates.length > 0);
        const two = rowAt(mates, other % mates.length);
        const exchanged = rows.map((row) => {
          if (row !== one && row !== two) return row;
          const content = row === one ? two : one;
          return inPlace ? { ...content, seq: row.seq } : content;
        });
        const from = Math.min(one.seq, two.seq);
        const found = finding(exchanged);
        expect(found).toEqual({ chain: one.chain, kind: "reordered", from, to: from });
      }),
    );
  });

  it("an entry that stands there twice", () => {
    fc.assert(
      fc.property(spots, ({ rows, at }) => {
        const row = rowAt(rows, at);
        const found = finding(rows.toSpliced(at, 0, row));
        expect(found).toEqual({
          chain: row.chain,
          kind: "repeated",
          from: row.seq,
          to: row.seq,
        });
      }),
    );
  });

  it("an entry of one chain in another", () => {
    const rows = auditOf(["0", "1", "1", "sign"], signer);
    const stranger = rowAt(rows, 1);
    const found = finding(rows.with(0, { ...stranger, chain: "0" }));
    expect(found).toMatchObject({ chain: "0", kind: "reordered", from: 1 });
  });

  it("a time that goes back", () => {
    const rows = auditOf(["0", "0"], signer);
    const [first, second] = rows;
    const entry = second?.entry && { ...second.entry, at: "2020-01-01T00:00:00.000Z" };
    if (first === undefined || entry === undefined) throw new Error("there are two entries");
    const back: AuditRow = { chain: "0", seq: 2, hash: hashOf(entry), entry };
    expect(finding([first, back])).toMatchObject({ chain: "0", kind: "rewritten", from: 2 });
  });
});

describe("of the digests, found with its place is", () => {
  const rows = auditOf(["0", "sign", "0", "sign", "1", "sign"], signer);
  const digests = rows.filter(({ chain }) => chain === digestChain);
  const entries = rows.filter(({ chain }) => chain !== digestChain);
  const digestAt = (at: number) => rowAt(digests, at);

  it("one that says something else", () => {
    const { digest, ...row } = digestAt(1);
    const other = { ...row, ...(digest && { digest: { ...digest, at: "2020-01-01T00:00:00Z" } }) };
    expect(finding([...entries, ...digests.with(1, other)])).toEqual({
      chain: digestChain,
      kind: "altered",
      from: 2,
      to: 2,
    });
  });

  it.each([
    ["without a signature", () => undefined],
    ["with the signature of another", () => digestAt(0).signature],
    ["with a signature that is none", () => "AAAA"],
  ])("one %s", (_, signature) => {
    const { signature: _own, ...row } = digestAt(1);
    const other = signature();
    const forged = { ...row, ...(other !== undefined && { signature: other }) };
    expect(finding([...entries, ...digests.with(1, forged)])).toEqual({
      chain: digestChain,
      kind: "forged",
      from: 2,
      to: 2,
    });
  });

  it("all of them signed anew, by a key that is not trusted", () => {
    const forged = auditOf(["0", "sign", "1", "sign"], testSigner());
    expect(finding(forged)).toEqual({ chain: digestChain, kind: "forged", from: 1, to: 1 });
  });

  it("one that is gone from the middle", () => {
    expect(finding([...entries, ...without(digests, 1)])).toEqual({
      chain: digestChain,
      kind: "removed",
      from: 2,
      to: 2,
    });
  });

  it("the last ones gone together with what they signed, where somebody remembers one", () => {
    const cut = auditOf(["0", "sign"], signer);
    expect(verify(cut).breaks).toEqual([]);
    const last = digestAt(2);
    const remembered = new Map([[last.seq, last.hash]]);
    expect(verifyAudit({ tenant, rows: cut, keys, remembered }).breaks).toEqual([
      { chain: digestChain, kind: "cut off", from: 2, to: 3 },
    ]);
  });

  it("one that is not what somebody remembers, though it is signed", () => {
    const remembered = new Map([[2, hashOf("what it was")]]);
    expect(verifyAudit({ tenant, rows, keys, remembered }).breaks).toEqual([
      { chain: digestChain, kind: "rewritten", from: 1, to: 2 },
    ]);
  });
});

describe("what no digest has signed yet", () => {
  it("is held by its chain: what does not fit is found", () => {
    const rows = auditOf(["0", "0", "0"], signer);
    expect(finding(without(rows, 1))).toMatchObject({ kind: "removed", from: 2 });
  });

  it("can be cut off or written anew unseen: so digests are made often", () => {
    const rows = auditOf(["0", "sign", "0", "0"], signer);
    expect(verify(without(rows, 2)).breaks).toEqual([]);
    expect(verify(rewritten(rows, 1)).breaks).toEqual([]);
  });
});

/** From a row on everything of its chain says something else, and hangs together again. */
function rewritten(rows: readonly AuditRow[], at: number): AuditRow[] {
  const { chain, seq } = rowAt(rows, at);
  let head =
    seq === 1
      ? chainStart(tenant, chain)
      : { seq: seq - 1, hash: rowAt(rows, at - 1).hash, at: "" };
  return rows.map((row) => {
    if (row.chain !== chain || row.seq < seq || row.entry === undefined) return row;
    const { content, hash } = linkTo(head, { ...row.entry, by: "somebody else" });
    head = { seq: content.seq, hash, at: content.at };
    return { ...row, hash, entry: content };
  });
}

it("a chain has a name that is hashed: renaming one would break what is written", () => {
  expect([...entryChains, digestChain]).toEqual([
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "digests",
  ]);
  expect(chainStart("demo", "0").hash).toBe("pSEC2Qp6avGppzD8fHuSDTLoSgwMdeN-Y_R2VsdjowU");
});
