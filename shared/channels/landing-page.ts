/** The page on which a form stood: its address is a landing page, and carries the campaign. */
import { type Answer, campaignFields } from "./answers.ts";

/** The address itself, and the campaign parameters in its query. Empty where it is no address. */
export function pageAnswers(address: unknown): Answer[] {
  const url = typeof address === "string" ? URL.parse(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return [];
  const campaign = Object.entries(campaignFields).map(([parameter, field]) => ({
    keys: [parameter],
    label: parameter,
    value: url.searchParams.get(parameter),
    otherwise: field,
  }));
  const page = { keys: [], label: "page", value: url.href, otherwise: "landingPage" };
  return [page, ...campaign];
}
