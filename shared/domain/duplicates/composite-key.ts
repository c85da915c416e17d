/** Composite keys: what two records of one customer may have in common when no identifier does. */
import * as z from "zod";
import { type PartName, partsOf, type Values } from "./part.ts";

export interface CompositeKey {
  parts: readonly PartName[];
  labels: { en: string; zh: string };
}

/** Precise enough that a tenant may let them link events without asking anybody. */
const promotableKeys = ["name-birthday", "name-company", "name-address", "wechat-id"] as const;

/**
 * Good enough to look at a pair: these survive a slip in the name, a marriage or a move, and bring
 * together twins, neighbours and namesakes as well.
 */
const candidateKeys = [
  "name-postcode",
  "initials-birthday",
  "initials-address",
  "birthday-address",
  "birthday-postcode",
] as const;

export const PromotableKeyName = z.enum(promotableKeys);
export type PromotableKeyName = z.infer<typeof PromotableKeyName>;

export const CompositeKeyName = z.enum([...promotableKeys, ...candidateKeys]);
export type CompositeKeyName = z.infer<typeof CompositeKeyName>;

export const compositeKeys: Readonly<Record<CompositeKeyName, CompositeKey>> = {
  "name-birthday": {
    parts: ["name", "birthday"],
    labels: { en: "Name and birthday", zh: "姓名和生日" },
  },
  "name-company": {
    parts: ["name", "company"],
    labels: { en: "Name and company", zh: "姓名和公司" },
  },
  "name-address": {
    parts: ["name", "house"],
    labels: { en: "Name and street address", zh: "姓名和街道地址" },
  },
  "wechat-id": { parts: ["wechatId"], labels: { en: "WeChat ID", zh: "微信号" } },
  "name-postcode": {
    parts: ["name", "postcode"],
    labels: { en: "Name and postal code", zh: "姓名和邮政编码" },
  },
  "initials-birthday": {
    parts: ["initials", "birthday"],
    labels: { en: "Initials and birthday", zh: "姓名首字和生日" },
  },
  "initials-address": {
    parts: ["initials", "house"],
    labels: { en: "Initials and street address", zh: "姓名首字和街道地址" },
  },
  "birthday-address": {
    parts: ["birthday", "house"],
    labels: { en: "Birthday and street address", zh: "生日和街道地址" },
  },
  "birthday-postcode": {
    parts: ["birthday", "postcode"],
    labels: { en: "Birthday and postal code", zh: "生日和邮政编码" },
  },
};

/** One key of one record; equal values of one name make a pair worth comparing. */
export interface CompositeValue<Name extends CompositeKeyName = CompositeKeyName> {
  name: Name;
  /** A JSON list of the parts: unambiguous, and at most 500 characters. */
  value: string;
}

/** The keys of a record's, or of one event's, valid values. A key with a missing or weak part is none. */
export function compositeKeysOf(values: Values): CompositeValue[];
export function compositeKeysOf<Name extends CompositeKeyName>(
  values: Values,
  names: readonly Name[],
): CompositeValue<Name>[];
export function compositeKeysOf(
  values: Values,
  names: readonly CompositeKeyName[] = CompositeKeyName.options,
): CompositeValue[] {
  if (names.length === 0) return [];
  const partOf = partsOf(values);
  return names.flatMap((name) => {
    const parts = compositeKeys[name].parts.flatMap((part) => partOf(part) ?? []);
    if (parts.length < compositeKeys[name].parts.length) return [];
    return { name, value: JSON.stringify(parts) };
  });
}
