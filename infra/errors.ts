/** What can be wrong before anything is deployed. */

/** When a tenant's file is missing, is no JSON, or says something that cannot be run. */
export class TenantFileError extends Error {
  override readonly name = "TenantFileError";

  constructor(file: string, problems: readonly string[]) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/** When a stack deploys a function that nobody built: a mistake of ours, not of a tenant's file. */
export class MissingBundleError extends Error {
  override readonly name = "MissingBundleError";
}
