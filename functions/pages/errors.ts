/** What can go wrong around the pages. Messages name no person and no token. */

/** When the tenant's identity provider does not answer, or not as OpenID Connect says. */
export class IdentityProviderError extends Error {
  override name = "IdentityProviderError";
}
