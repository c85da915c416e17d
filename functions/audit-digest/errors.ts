/** What can go wrong where the audit is signed. */

/** When a chain is not as it was signed, or does not hang together: somebody has to look. */
export class BrokenAuditError extends Error {
  override name = "BrokenAuditError";
}
