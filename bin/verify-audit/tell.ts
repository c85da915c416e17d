/** What a verification found, in plain words. */
import { type AuditRow, digestChain } from "#shared/domain/audit/entry.ts";
import type { Break, BreakKind, Verdict } from "#shared/domain/audit/verify.ts";

export interface Told {
  verdict: Verdict;
  rows: readonly AuditRow[];
  /** It is known whose the key is. */
  keyKnown: boolean;
}

export function tell({ verdict, rows, keyKnown }: Told): string {
  const { breaks, keys } = verdict;
  return [
    ...extent(verdict, rows),
    ...keys.map((key) => `Signed with ${key}.`),
    ...(keys.length > 0 && !keyKnown ? [unknownKey] : []),
    "",
    ...(breaks.length === 0
      ? ["It holds: nothing is altered, removed, reordered, rewritten or cut off."]
      : ["It does not hold. Of each chain, the first place:", ...breaks.map(inWords)]),
  ].join("\n");
}

const unknownKey =
  "Whose key that is, no audit can say of itself: compare it with the one in the log of the function " +
  "that signs, or name it: --key=KEY";

function extent({ entries, signed, lastDigest }: Verdict, rows: readonly AuditRow[]): string[] {
  if (rows.length === 0) return ["There is no entry and no digest.", emptiness];
  const times = rows.flatMap(({ entry }) => entry?.at ?? []).sort();
  const [first, last] = [times[0], times.at(-1)];
  const span = first !== undefined && last !== undefined ? `, from ${first} to ${last}` : "";
  const late = isLate({ first, last, signedAt: lastDigest?.at });
  return [
    `${some(entries, "entry", "entries")}${span}.`,
    ...(lastDigest === undefined
      ? ["Nothing is signed yet."]
      : [
          `${some(signed, "entry is", "entries are")} signed, by ${some(lastDigest.seq, "digest", "digests")}; ` +
            `the last is of ${lastDigest.at}: ${lastDigest.seq}:${lastDigest.hash}`,
        ]),
    ...(entries > signed
      ? [`${some(entries - signed, "entry is", "entries are")} held by the chains alone.`]
      : []),
    ...(late ? [lateness] : []),
  ];
}

const some = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** Digests are made every quarter of an hour; one may have been missed. */
const lateMs = 30 * 60_000;

function isLate(times: {
  first: string | undefined;
  last: string | undefined;
  signedAt: string | undefined;
}): boolean {
  const { first, last, signedAt = first } = times;
  if (last === undefined || signedAt === undefined) return false;
  return Date.parse(last) - Date.parse(signedAt) > lateMs;
}

const lateness =
  "Look into this: entries wait for a digest longer than half an hour. Either the function that signs " +
  "does not run, or digests were cut off: its log names the last one, and --digest 812:HASH asks for it.";

const emptiness =
  "Look into this, unless it is new: where Tributary runs, a digest is made every quarter of an hour.";

function inWords({ chain, kind, from, to }: Break): string {
  const what = chain === digestChain ? "digest" : `chain ${chain}, entry`;
  const place = from === to ? `${what} ${from}` : `${what} ${from} to ${to}`;
  return `  ${place}: ${kind}. ${meanings[kind]}`;
}

const meanings: Readonly<Record<BreakKind, string>> = {
  altered: "It does not say what its hash was made of.",
  removed: "It is missing, and what follows is there.",
  reordered: "What stands there belongs elsewhere in the chain.",
  repeated: "It stands there twice.",
  rewritten: "It hangs together in itself, but not with what was before or was signed.",
  "cut off": "It was signed, and the chain ends before it.",
  forged: "It is not signed by a key that may sign.",
};
