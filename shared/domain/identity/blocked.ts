/** Values that many people give and nobody holds: kept as claims, never links between people. */
import type { Identifier, IdentifierType } from "../identifier.ts";
import { normaliseEmail } from "../normalise/email.ts";
import { normaliseNationalId } from "../normalise/national-id.ts";
import type { Normaliser } from "../normalise/normalised.ts";
import { normalisePhone } from "../normalise/phone.ts";
import { isPlaceholder } from "../normalise/placeholder.ts";
import { cleanText } from "../normalise/text.ts";
import type { Policy } from "../policy.ts";

export type BlockedReason =
  | "placeholder"
  | "filler"
  | "reserved-domain"
  | "role-mailbox"
  | "blocked-by-tenant";

type BlockingPolicy = Pick<Policy, "blockedValues" | "phoneRegion">;

/** Beside what says "nothing" in any field, what people type into a mandatory one. */
const placeholders = new Set("na nan no test testing tbd xxx asdf 测试 匿名".split(" "));

/** Why a normalised identifier never links, or undefined where it may. */
export function blockedReason(
  identifier: Identifier,
  policy: BlockingPolicy,
): BlockedReason | undefined {
  const { type, value } = identifier;
  if (isPlaceholder(value) || placeholders.has(value.toLowerCase())) return "placeholder";
  const builtIn = builtInReasons[type]?.(value);
  if (builtIn !== undefined) return builtIn;
  return tenantValues(policy).has(keyOf(type, value)) ? "blocked-by-tenant" : undefined;
}

const builtInReasons: Partial<
  Record<IdentifierType, (value: string) => BlockedReason | undefined>
> = {
  phone: (value) => (isFillerPhone(value) ? "filler" : undefined),
  email: emailReason,
  "national-id": (value) => (sampleNationalIds.has(value) ? "filler" : undefined),
  // `0`, `-1`, the UUID of zeros: a platform's words for "no customer".
  "external-id": (value) => (/^[0-]+$|^-\d+$/.test(value) ? "filler" : undefined),
};

/** The number in the text of GB 11643-1999 itself, copied wherever an id must look right. */
const sampleNationalIds = new Set(["11010519491231002X"]);

/** China Mobile's old line for topping up a card: everybody knows it, so everybody types it. */
const famousPhones = new Set(["+8613800138000"]);

const runs = ["01234567890123456789", "98765432109876543210"];

/** One digit over and over, or one after the other. Calling codes have one to three digits. */
function isFillerPhone(value: string): boolean {
  if (famousPhones.has(value)) return true;
  if (/(\d)\1{7}$/.test(value) || /^\+\d{1,3}(\d)\1{5,}$/.test(value)) return true;
  return [2, 3, 4].some((start) => {
    const national = value.slice(start);
    return national.length >= 7 && runs.some((run) => run.includes(national));
  });
}

/** RFC 2606 and RFC 6761: promised to lead nowhere. */
const reservedDomain = /(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid|localhost)$/;

/** Mailboxes of programs and of duties that come with every domain (RFC 2142), not of people. */
const roles = new Set(
  "abuse bounce bounces daemon hostmaster mailerdaemon nobody postmaster root unsubscribe webmaster".split(
    " ",
  ),
);
/** Whatever follows: `noreply-orders`, `no-reply.cn`. */
const neverReads = /^(?:noreply|donotreply|dontreply)/;

const fillerLocals = new Set(
  "test testing testtest fake noemail nomail none null undefined".split(" "),
);
/** `abc@abc.com`: fine for an Ann at ann.com, so only for words that are nobody. */
const fillerWords = new Set("a aa aaa abc asd asdf qwe qwerty xxx 111 123 1234 123456".split(" "));
const fillerDomains = new Set(
  "asdf.com fake.com noemail.com nomail.com none.com test.cn test.com".split(" "),
);

function emailReason(value: string): BlockedReason | undefined {
  const [address = "", domain = ""] = value.split("@");
  const [local = ""] = address.split("+");
  if (reservedDomain.test(domain)) return "reserved-domain";
  const role = local.replace(/[._-]/g, "");
  if (roles.has(role) || neverReads.test(role)) return "role-mailbox";
  const echoed = fillerWords.has(local) && domain.startsWith(`${local}.`);
  return echoed || fillerLocals.has(local) || fillerDomains.has(domain) ? "filler" : undefined;
}

const normalisers: Partial<Record<IdentifierType, Normaliser>> = {
  phone: normalisePhone,
  email: normaliseEmail,
  "national-id": normaliseNationalId,
};

const setsByPolicy = new WeakMap<BlockingPolicy, ReadonlySet<string>>();

/** The tenant's own list, written as people write values, normalised once per policy. */
function tenantValues(policy: BlockingPolicy): ReadonlySet<string> {
  const known = setsByPolicy.get(policy);
  if (known !== undefined) return known;
  const values = new Set(
    policy.blockedValues.map(({ type, value }) => {
      const normalised = normalisers[type]?.(value, policy);
      return keyOf(type, normalised?.valid ? normalised.value : cleanText(value));
    }),
  );
  setsByPolicy.set(policy, values);
  return values;
}

function keyOf(type: IdentifierType, value: string): string {
  return `${type} ${value}`;
}
