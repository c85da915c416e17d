/** What can point at a person: typed, normalised values, and how strong each type is. */
import * as z from "zod";

/** Strongest first; the position is the strength. */
export const identifierTypes = [
  "national-id",
  "wechat-unionid",
  "wechat-openid",
  "external-id",
  "phone",
  "email",
  // Put together from claims, such as name and birthday: only where the tenant promoted it.
  "composite",
] as const;

export const IdentifierType = z.enum(identifierTypes);
export type IdentifierType = z.infer<typeof IdentifierType>;

/** Whether a type means anything without a namespace: a bare openid or shop id names nobody. */
export const namespaceRequired: Record<IdentifierType, boolean> = {
  "national-id": true,
  "wechat-unionid": true,
  "wechat-openid": true,
  "external-id": true,
  phone: false,
  email: false,
  composite: true,
};

export const Identifier = z.object({
  type: IdentifierType,
  /** Country, open platform, app, shop and account, or kind of composite key; empty where the type has none. */
  namespace: z.string().max(200),
  /** Normalised. */
  value: z.string().min(1).max(500),
});
export type Identifier = z.infer<typeof Identifier>;

/** An identifier as one event states it: did the channel prove that the customer holds it? */
export const StatedIdentifier = Identifier.extend({ verified: z.boolean() });
export type StatedIdentifier = z.infer<typeof StatedIdentifier>;

/** The identifier alone, without what is said of it somewhere. */
export function bare({ type, namespace, value }: Identifier): Identifier {
  return { type, namespace, value };
}

/** One unambiguous text per identifier; also its place in every canonical order. */
export function identifierText({ type, namespace, value }: Identifier): string {
  return JSON.stringify([type, namespace, value]);
}

/** Verified before claimed, then strength, then text: the order in which links are tried. */
export function compareStated(a: StatedIdentifier, b: StatedIdentifier): number {
  if (a.verified !== b.verified) return a.verified ? -1 : 1;
  const strength = identifierTypes.indexOf(a.type) - identifierTypes.indexOf(b.type);
  return strength || compareText(identifierText(a), identifierText(b));
}

/** By code unit: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
