/** The CDK app: for each tenant a stack that keeps and a stack that does. */
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { AppStack } from "./app-stack.ts";
import { type Bundles, bundleFunctions } from "./bundle.ts";
import { DataStack } from "./data-stack.ts";
import { type FunctionSource, functionSources } from "./sources.ts";
import { readTenant, tenantNames } from "./tenant.ts";

export interface AppOptions {
  /** Default: the context value `tenant` (`-c tenant=acme`), and without it every tenant. */
  tenants?: readonly string[];
  /** Where the assembly goes. Default: what the CDK command asks for. */
  outdir?: string;
  /** How the functions' code is built; tests that look at templates alone build none. */
  bundle?: (sources: readonly FunctionSource[], folder: string) => Promise<Bundles>;
  /** Leaves out what only a deployment needs: copies of the code, CloudFormation's checks. */
  forLocalRun?: boolean;
}

/** Throws a TenantFileError where a tenant's file cannot be used, and what the bundler throws. */
export async function createApp(options: AppOptions = {}): Promise<App> {
  const { outdir, bundle = bundleFunctions, forLocalRun = false } = options;
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: !forLocalRun,
    context: {
      "aws:cdk:disable-asset-staging": forLocalRun,
      // The data stack keeps what the app stack still uses, even if somebody tells it otherwise.
      "@aws-cdk/core:defaultCrossStackReferences": "strong",
      // What CloudFormation would refuse at deployment is refused here.
      "@aws-cdk/core:validateAgainstDefaultRules": true,
    },
  });
  const names = options.tenants ?? tenantsAsked(app);
  const tenants = names.map((name) => readTenant(name));
  const bundles = await bundle(tenants.flatMap(functionSources), join(app.outdir, "bundles"));
  for (const tenant of tenants) {
    const data = new DataStack(app, tenant);
    new AppStack(app, { tenant, data, bundles });
  }
  return app;
}

function tenantsAsked(app: App): string[] {
  const asked: unknown = app.node.tryGetContext("tenant");
  return typeof asked === "string" ? [asked] : tenantNames();
}
