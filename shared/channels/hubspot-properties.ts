/** The properties of a HubSpot contact, whole or as they change. */
import { identifiersPerEventMax } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import {
  type Answer,
  type AnswerMapping,
  type Answers,
  readAnswers,
  removedClaims,
  scalarText,
} from "./answers.ts";
import { fullName } from "./full-name.ts";
import { claimsOfLanding } from "./landing-page.ts";

export interface HubspotReading {
  settings: { fields: AnswerMapping };
  /** The tenant's. */
  fields: FieldRegistry;
}

/** A contact's properties → fields, by the names that HubSpot gives to those every account has. */
export const contactFields = new Map([
  ["firstname", "givenName"],
  ["lastname", "familyName"],
  ["email", "email"],
  ["work_email", "email"],
  ["phone", "phone"],
  ["mobilephone", "phone"],
  ["company", "company"],
  ["jobtitle", "jobTitle"],
  ["industry", "industry"],
  ["website", "website"],
  ["address", "street"],
  ["city", "city"],
  ["state", "province"],
  ["zip", "postalCode"],
  ["country", "country"],
  ["date_of_birth", "birthday"],
  ["gender", "gender"],
  ["hs_language", "language"],
  ["message", "note"],
  ["hs_analytics_first_referrer", "referrer"],
  // Read below: an address that holds more, and a yes that means no.
  ["hs_analytics_first_url", "ignore"],
  ["hs_additional_emails", "ignore"],
  ["hs_email_optout", "ignore"],
]);

/** Where one of these is emptied, the contact may have the other still. */
const further = new Set(["work_email", "mobilephone"]);

/** In a whole contact an empty property is none; among changes, it was taken away. */
export function readProperties(
  properties: ReadonlyMap<string, unknown>,
  { settings, fields, isWhole }: HubspotReading & { isWhole: boolean },
): Answers {
  const text = (name: string) => scalarText(properties.get(name));
  // Half a name would take the place of the whole one that is known.
  const isNamed = isWhole || (properties.has("firstname") && properties.has("lastname"));
  const answers = [...properties].map(([name, value]): Answer => {
    const otherwise =
      isNamed || !/^(first|last)name$/.test(name) ? contactFields.get(name) : undefined;
    return { keys: [name], label: name, value, otherwise };
  });
  const read = readAnswers(answers, settings.fields, fields);
  const only = answers.filter(({ label }) => !further.has(label));
  const removed = isWhole ? [] : removedClaims(only, settings.fields, fields);
  const others = text("hs_additional_emails").split(";", identifiersPerEventMax);
  return {
    ...read,
    claims: [
      ...(isNamed
        ? [{ field: "fullName", value: fullName(text("firstname"), text("lastname")) }]
        : []),
      ...read.claims,
      ...others.map((value) => ({ field: "email", value })),
      ...claimsOfLanding(text("hs_analytics_first_url")),
      ...removed,
    ],
    consents: [
      ...read.consents,
      ...(text("hs_email_optout") === "true"
        ? [{ purpose: "email-marketing", granted: false }]
        : []),
    ],
  };
}
