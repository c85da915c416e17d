/** The tenant's tables and queues as the template says them, by the product's names and by their own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { DataStack, dataStackName } from "#infra/data-stack.ts";
import {
  type LocalQueue,
  type LocalTable,
  physicalName,
  readDeployment,
} from "#infra/local/deployment.ts";
import { readTemplates } from "#infra/local/template.ts";
import { readTenant } from "#infra/tenant.ts";
import type { AuditTable, QualityTable, Tables } from "#shared/stores/tables.ts";

export interface TemplateTables {
  names: Tables & AuditTable & QualityTable;
  tables: readonly LocalTable[];
  queues: readonly LocalQueue[];
}

export function readTables(): TemplateTables {
  const folder = mkdtempSync(join(tmpdir(), "tributary-synth-"));
  try {
    const tenant = readTenant("demo");
    const lean = { analyticsReporting: false, treeMetadata: false };
    const app = new App({ ...lean, outdir: folder, builtinCloudFormationValidation: false });
    new DataStack(app, tenant);
    app.synth();
    const templates = readTemplates({
      folder,
      stacks: [dataStackName(tenant.tenant)],
      region: tenant.region,
      attribute: (resource) => `arn:aws:simulated:::${physicalName(resource)}`,
    });
    const { tables, queues } = readDeployment(templates);
    return { names: namesOf(tables), tables, queues };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function namesOf(tables: readonly LocalTable[]): Tables & AuditTable & QualityTable {
  const named = (part: string): string => {
    const table = tables.find(({ name }) => name.includes(`Tables${part}`));
    if (table === undefined) throw new Error(`the template has no table ${part}`);
    return table.name;
  };
  return {
    index: named("Index"),
    events: named("Events"),
    people: named("People"),
    keys: named("Keys"),
    reviews: named("Reviews"),
    audit: named("Audit"),
    privacy: named("Privacy"),
    quality: named("Quality"),
  };
}
