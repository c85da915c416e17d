/** Field by field, what two records have in common and in what they differ. */
import type { IdentifierType } from "../identifier.ts";
import { compareAddresses } from "./compare-addresses.ts";
import { compareNames } from "./compare-names.ts";
import type { Comparable } from "./comparable.ts";
import type { FindingName } from "./finding.ts";
import { isOneSlipApart } from "./near.ts";
import { birthdayOf, companyOf, type Values, wechatIdOf } from "./part.ts";

/** Undefined where one of both says nothing on the matter. */
type Comparison = (a: Comparable, b: Comparable) => FindingName | undefined;

/** One finding a matter at most: what depends on each other must not count twice. */
export const comparisons: readonly Comparison[] = [
  ({ values: a }, { values: b }) => compareNames(a, b),
  of(birthdayOf, (a, b) => {
    if (a === b) return "sameBirthday";
    return isBirthdaySlip(a, b) ? "nearBirthday" : "otherBirthday";
  }),
  of(genderOf, (a, b) => (a === b ? "sameGender" : "otherGender")),
  compareNationalIds,
  compareWechatLogins,
  of(wechatIdOf, (a, b) => (a === b ? "sameWechatId" : "otherWechatId")),
  of(({ phone }) => phone, comparePhones),
  of(({ email }) => email, compareEmails),
  of(companyOf, (a, b) => (a === b ? "sameCompany" : "otherCompany")),
  ({ values: a }, { values: b }) => compareAddresses(a, b),
];

function of(
  read: (values: Values) => string | undefined,
  compare: (a: string, b: string) => FindingName | undefined,
): Comparison {
  return ({ values: mine }, { values: theirs }) => {
    const [a, b] = [read(mine), read(theirs)];
    return a && b ? compare(a, b) : undefined;
  };
}

/** One of year, month and day was mistyped, or day and month were swapped. */
function isBirthdaySlip(a: string, b: string): boolean {
  const [year, month, day] = a.split("-");
  const agreeing = b.split("-").filter((part, at) => part === [year, month, day][at]);
  return agreeing.length === 2 || b === `${year}-${day}-${month}`;
}

/** `other` and `unknown` are answers to which many things are compared. */
function genderOf({ gender }: Values): string | undefined {
  return gender === "male" || gender === "female" ? gender : undefined;
}

function compareNationalIds(a: Comparable, b: Comparable): FindingName | undefined {
  const shared = shareIdentifier("national-id", a, b);
  if (shared !== undefined) return shared ? "sameNationalId" : "otherNationalId";
  const [mine, theirs] = [a.values["nationalId"], b.values["nationalId"]];
  if (!mine || !theirs) return undefined;
  return mine === theirs ? "sameNationalId" : "otherNationalId";
}

/** Only against: who shares a login is one person already. */
function compareWechatLogins(a: Comparable, b: Comparable): FindingName | undefined {
  const types = ["wechat-unionid", "wechat-openid"] as const;
  return types.some((type) => shareIdentifier(type, a, b) === false) ? "otherWechat" : undefined;
}

/** Undefined where they hold none of the same country, platform or app. */
function shareIdentifier(type: IdentifierType, a: Comparable, b: Comparable): boolean | undefined {
  const comparable = a.identifiers
    .filter((own) => own.type === type)
    .flatMap((own) =>
      b.identifiers
        .filter((other) => other.type === type && other.namespace === own.namespace)
        .map((other) => other.value === own.value),
    );
  return comparable.length === 0 ? undefined : comparable.includes(true);
}

/** Only for: people have several, and records that have not become one mostly state different ones. */
function comparePhones(a: string, b: string): FindingName | undefined {
  if (a === b) return "samePhone";
  return isOneSlipApart(a, b) ? "nearPhone" : undefined;
}

function compareEmails(a: string, b: string): FindingName | undefined {
  if (a === b) return "sameEmail";
  // `sales1@` and `sales2@` are two people by intention.
  const sameDigits = a.replace(/\D/g, "") === b.replace(/\D/g, "");
  return sameDigits && isOneSlipApart(a, b) ? "nearEmail" : undefined;
}
