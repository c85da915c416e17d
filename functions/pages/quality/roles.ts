/** Who sees the report on quality, and who answers its alerts: as the API has it, which has the last word. */
import { type Role, roles } from "#shared/domain/staff.ts";

export const mayRead: readonly Role[] = roles;
export const mayDecide: readonly Role[] = ["steward", "admin"];
