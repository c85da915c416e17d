/** What an entry of the audit costs, and how long it takes to see that many of them are whole. */
import { entryChains } from "#shared/domain/audit/entry.ts";
import { verifyAudit } from "#shared/domain/audit/verify.ts";
import { appendAudit } from "#shared/stores/audit.ts";
import { auditOf, type Step, tenant, testSigner, told } from "#test/fixtures/audit.ts";
import { startStores } from "#test/fixtures/stores.ts";
import type { Figure } from "./report.ts";

/** As many entries to a digest: a busy quarter of an hour. */
const entriesPerDigest = 100;

export async function auditFigures(count: number): Promise<Figure[]> {
  return [...(await priceFigures()), verificationFigure(count)];
}

/** One after another, and as many at once as one runtime ever has in hand. */
async function priceFigures(): Promise<Figure[]> {
  const { store, takeUnits, stop } = await startStores();
  try {
    let serial = 0;
    const append = () =>
      appendAudit(
        { ...told, request: `request ${(serial += 1)}` },
        { store, tenant, now: () => new Date(), jitter: Math.random },
      );
    for (let at = 0; at < 100; at++) await append();
    takeUnits();
    for (let at = 0; at < 100; at++) await append();
    const alone = takeUnits();
    for (let at = 0; at < 20; at++) await Promise.all(Array.from({ length: 5 }, append));
    const crowded = takeUnits();
    return [
      { what: "an entry", value: alone.write / 100, unit: "WRU" },
      { what: "an entry", value: alone.read / 100, unit: "RRU" },
      // Each reads the end of a chain and writes after it; one that comes second pays for both too.
      { what: "an entry, five at once", value: crowded.read / 100, unit: "attempts" },
    ];
  } finally {
    await stop();
  }
}

function verificationFigure(count: number): Figure {
  const signer = testSigner();
  const steps = Array.from({ length: count }, (_, at): Step[] => {
    const chain = entryChains[at % entryChains.length] ?? "0";
    return (at + 1) % entriesPerDigest === 0 ? [chain, "sign"] : [chain];
  }).flat();
  const rows = auditOf(steps, signer);
  const startedMs = performance.now();
  const { breaks, signed } = verifyAudit({ tenant, rows, keys: new Set([signer.key]) });
  const seconds = (performance.now() - startedMs) / 1_000;
  if (breaks.length > 0 || signed !== count) throw new Error("the audit of a benchmark is broken");
  return {
    what: `${count} entries and their digests verified`,
    value: seconds,
    unit: "s",
    bar: 10,
  };
}
