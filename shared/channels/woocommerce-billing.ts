/** Whom WooCommerce bills: the one address of a customer or an order that is surely theirs. */
import * as z from "zod";
import type { StatedClaim } from "#shared/domain/statement.ts";
import { fullName } from "./full-name.ts";

const Text = z.string().nullish();

export const Billing = z.looseObject({
  first_name: Text,
  last_name: Text,
  company: Text,
  email: Text,
  phone: Text,
  address_1: Text,
  address_2: Text,
  city: Text,
  state: Text,
  postcode: Text,
  country: Text,
});
export type Billing = z.output<typeof Billing>;

export function namesOf({ first_name: given, last_name: family }: Billing): StatedClaim[] {
  return [
    { field: "fullName", value: fullName(given, family) },
    { field: "givenName", value: given },
    { field: "familyName", value: family },
  ];
}

export function claimsOfBilling(billing: Billing): StatedClaim[] {
  const street = [billing.address_1, billing.address_2];
  return [
    ...namesOf(billing),
    { field: "email", value: billing.email },
    { field: "phone", value: billing.phone },
    { field: "company", value: billing.company },
    { field: "country", value: billing.country },
    // Provinces may be numbers of WooCommerce's own, such as `CN2`.
    { field: "province", value: billing.state?.replace(/^[A-Z]{2}-?\d+$/, "") },
    { field: "city", value: billing.city },
    { field: "street", value: street.filter(Boolean).join(", ") },
    { field: "postalCode", value: billing.postcode },
  ];
}
