/** Who is calling: the claims that the JWT authorizer has verified. */
import { StaffClaims } from "#shared/domain/staff.ts";
import type { HttpEvent } from "#shared/lambda/http.ts";
import type { Caller } from "./route.ts";

/** Viewers see values masked; whoever decides about a record sees it in clear, and is told to the audit. */
export const seesClear = ({ role }: Pick<Caller, "role">): boolean => role !== "viewer";

/** Who handles requests chooses among records, and recognises them masked: told to the audit all the same. */
export const seesRecordsClear = (caller: Pick<Caller, "role">): boolean =>
  seesClear(caller) && caller.role !== "compliance";

/** Undefined where the token names no role that we know: then nothing is allowed. */
export function callerOf(event: HttpEvent): Caller | undefined {
  const claims = StaffClaims.safeParse(event.requestContext.authorizer?.jwt.claims);
  return claims.success ? { role: claims.data.role, subject: claims.data.sub } : undefined;
}
