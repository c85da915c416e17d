/** Where a function's lines go: under the tenant's key, and not for ever. */
import type { IKey } from "aws-cdk-lib/aws-kms";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { removalPolicyOf } from "./data-stack.ts";
import type { Tenant } from "./tenant.ts";

/** The lines hold ids, never what a customer said: a quarter is for us to find faults in. */
const retention = RetentionDays.THREE_MONTHS;

export function tenantLogGroup(
  scope: Construct,
  id: string,
  { tenant, key }: { tenant: Tenant; key: IKey },
): LogGroup {
  return new LogGroup(scope, id, {
    encryptionKey: key,
    retention,
    removalPolicy: removalPolicyOf(tenant),
  });
}
