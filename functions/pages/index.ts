/** The deployed entry: binds the environment, the clock and chance to the pages. */
import { randomBytes } from "node:crypto";
import { PagesEnvironment, readEnvironment } from "#shared/lambda/environment.ts";
import { log } from "#shared/lambda/log.ts";
import { PagesTenant } from "#shared/lambda/tenant.ts";
import tenant from "#tenant" with { type: "json" };
import { createPages } from "./handler.ts";
import { pages } from "./pages.ts";

const { OIDC_ISSUER: issuer, PUBLIC_BASE_URL: publicBaseUrl } = readEnvironment(PagesEnvironment);
const { languages, oidc, privacy } = PagesTenant.parse(tenant);

export const handler = createPages({
  pages,
  publicBaseUrl,
  issuer,
  ...oidc,
  languages,
  privacy,
  now: () => new Date(),
  random: randomBytes,
  log,
});
