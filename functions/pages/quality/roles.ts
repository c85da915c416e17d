/** Who answers alerts: as the API has it, which has the last word. */
import type { Role } from "#shared/domain/staff.ts";

export const mayDecide: readonly Role[] = ["steward", "admin"];
