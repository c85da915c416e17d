/** What a certificate's verification found, in plain words. */
import { lastWindow, type Verdict } from "#shared/domain/privacy/certificate.ts";

export function tell(verdict: Verdict, keyKnown: boolean): string {
  switch (verdict.kind) {
    case "genuine":
      return genuine(verdict, keyKnown);
    case "altered":
      return "NOT genuine: it was altered after it was signed, or the signature is none.";
    case "foreign key":
      return `NOT genuine: it is signed with ${verdict.key}, which is none of the keys that may sign.`;
    case "not a certificate":
      return ["This is no certificate of an erasure:", ...verdict.problems].join("\n  ");
  }
}

function genuine(
  { certificate: { content, signature } }: Extract<Verdict, { kind: "genuine" }>,
  keyKnown: boolean,
): string {
  const { counts, verification, windows, tombstones, final } = content;
  return [
    `Genuine: request ${content.request} of ${content.tenant}, erased as of ${content.at}.`,
    `${counts.people} person records, ${counts.events} events, ${counts.identifiers} identifiers, ` +
      `${counts.keys} keys destroyed.`,
    `Looked at again ${verification.at}: ${verification.survivors} left.`,
    final
      ? "Final: every window is over, and nothing was there when it was looked at once more."
      : `Not final before ${lastWindow(windows)}: sealed copies may lie in queues and backups until then.`,
    `Nobody comes back before ${tombstones.until}; until then keyed hashes are kept for that alone.`,
    `Signed with ${signature.key}.`,
    ...(keyKnown ? [] : ["Whose key that is, it cannot say of itself: name it with --key=KEY."]),
  ].join("\n");
}
