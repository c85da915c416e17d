/** What a person reads: how much there is, who signed it, and where it is broken. */
import { describe, expect, test } from "vitest";
import { tell } from "#bin/verify-audit/tell.ts";
import { type AuditRow } from "#shared/domain/audit/entry.ts";
import { verifyAudit } from "#shared/domain/audit/verify.ts";
import { auditOf, type Step, tenant, testSigner } from "#test/fixtures/audit.ts";

const signer = testSigner();
const said = (rows: readonly AuditRow[], keyKnown = true) =>
  tell({ verdict: verifyAudit({ tenant, rows }), rows, keyKnown });
const steps = (...some: Step[]) => auditOf(some, signer);

test("an audit that holds", () => {
  const rows = steps("0", "1", "sign", "0");
  const hash = rows.at(-1)?.hash ?? "";
  expect(said(rows).split("\n")).toEqual([
    expect.stringMatching(/^3 entries, from \S+Z to \S+Z\.$/),
    expect.stringMatching(
      new RegExp(`^2 entries are signed, by 1 digest; the last is of \\S+Z: 1:${hash}$`),
    ),
    "1 entry is held by the chains alone.",
    `Signed with ${signer.key}.`,
    "",
    "It holds: nothing is altered, removed, reordered, rewritten or cut off.",
  ]);
});

test("a key that nobody vouches for is to be compared", () => {
  expect(said(steps("0", "sign"), false)).toContain("compare it with the one in the log");
});

test("a break, by its chain, place and kind, for each chain", () => {
  const rows = steps("0", "0", "0", "1", "1", "sign");
  const broken = rows.filter(({ chain, seq }) => chain !== "1" && !(chain === "0" && seq === 2));
  expect(said(broken)).toMatch(
    /It does not hold.*\n {2}chain 0, entry 2: removed\. .+\n {2}chain 1, entry 1 to 2: cut off\. .+$/,
  );
});

describe("what wants looking into, though it holds:", () => {
  test("nothing at all", () => {
    expect(said([])).toContain("Look into this, unless it is new");
  });

  const long = Array.from({ length: 1_900 }, (): Step => "0");
  test.each([
    ["entries that wait for a digest for too long", steps("sign", ...long)],
    ["entries that wait for the first digest for too long", steps(...long)],
  ])("%s", (_, rows) => {
    expect(said(rows)).toContain("entries wait for a digest longer than half an hour");
  });

  test("not what is signed, or young", () => {
    expect(said(steps(...long, "sign"))).not.toContain("Look into this");
    expect(said(steps("0", "0"))).not.toContain("Look into this");
  });
});
