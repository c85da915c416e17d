/** Who staff are: the six roles, and what a token has to say of its bearer. */
import * as z from "zod";

/**
 * `viewer` sees quality and masked records, `entry` makes entries and sees its own, `steward` puts
 * records right, `compliance` follows data-subject requests, `auditor` reads the audit, and `admin`
 * may do all of it, but for approving a request of their own.
 */
export const roles = ["viewer", "entry", "steward", "compliance", "auditor", "admin"] as const;
export type Role = (typeof roles)[number];

export const roleNames: Readonly<Record<Role, { en: string; zh: string }>> = {
  viewer: { en: "Viewer", zh: "查看者" },
  entry: { en: "Data entry", zh: "录入员" },
  steward: { en: "Steward", zh: "数据管家" },
  compliance: { en: "Compliance officer", zh: "合规专员" },
  auditor: { en: "Auditor", zh: "审计员" },
  admin: { en: "Administrator", zh: "管理员" },
};

/** Who sees how good the data is: no value of anybody is in it. */
export const qualityReaders: readonly Role[] = [
  "viewer",
  "steward",
  "compliance",
  "auditor",
  "admin",
];

/** Claims of a verified token. Without a role that we know nothing is allowed. */
export const StaffClaims = z.object({ role: z.enum(roles), sub: z.string().min(1).max(200) });
