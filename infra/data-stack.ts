/** What a tenant's data lives in. It outlives every deployment of the functions. */
import { RemovalPolicy, Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { Queues } from "./queues.ts";
import { Tables } from "./tables.ts";
import type { Tenant } from "./tenant.ts";
import { TenantKey } from "./tenant-key.ts";

export const dataStackName = (tenant: string): string => `tributary-${tenant}-data`;
export const appStackName = (tenant: string): string => `tributary-${tenant}-app`;

export const removalPolicyOf = ({ stage }: Pick<Tenant, "stage">): RemovalPolicy =>
  stage === "production" ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

export class DataStack extends Stack {
  readonly tenant: Tenant;
  readonly key: IKey;
  readonly tables: Tables;
  readonly queues: Queues;

  constructor(scope: Construct, tenant: Tenant) {
    const { tenant: name, stage, region, capacity } = tenant;
    super(scope, dataStackName(name), {
      env: { region },
      description: `Tributary for ${name}: tables, queues and the key they are under`,
      terminationProtection: stage === "production",
      tags: { "tributary:tenant": name, "tributary:stage": stage },
    });
    this.tenant = tenant;
    const removalPolicy = removalPolicyOf(tenant);
    this.key = new TenantKey(this, "TenantKey", {
      tenant: name,
      appStackName: appStackName(name),
      removalPolicy,
    }).key;
    this.tables = new Tables(this, "Tables", {
      key: this.key,
      removalPolicy,
      writeUnitsMax: capacity.tableWriteUnitsMax,
      readUnitsMax: capacity.tableReadUnitsMax,
    });
    this.queues = new Queues(this, "Queues", { tenant: name, removalPolicy });
  }
}
