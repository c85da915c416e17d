/** Who works on requests and holds, and who may look on: as the API has it, which has the last word. */
import type { Role } from "#shared/domain/staff.ts";

export const officers: readonly Role[] = ["compliance", "admin"];
export const onlookers: readonly Role[] = [...officers, "auditor"];
