/** What can go wrong with keys. None of these messages holds a value or a key. */

/** Base of this area. */
export class VaultError extends Error {
  override name = "VaultError";
}

/** When a sealed value was altered, moved to another place, or sealed under another key. */
export class UnsealError extends VaultError {
  override name = "UnsealError";
}

/** When a tenant's key was never created, or its parameter cannot be understood. */
export class MissingKeyError extends VaultError {
  override name = "MissingKeyError";
}
