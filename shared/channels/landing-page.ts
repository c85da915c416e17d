/** The address at which a visitor arrived, and the campaign that its parameters name. */
import type { StatedClaim } from "#shared/domain/statement.ts";
import { campaignFields } from "./answers.ts";

/** Nothing where the text is no address; `base` where the provider leaves out the host. */
export function claimsOfLanding(text: string | null | undefined, base?: string): StatedClaim[] {
  const page = text ? URL.parse(text, base) : null;
  if (page === null) return [];
  const campaign = [...campaignFields].map(([parameter, field]) => ({
    field,
    value: page.searchParams.get(parameter),
  }));
  return [{ field: "landingPage", value: page.href }, ...campaign];
}
