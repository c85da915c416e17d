/** The synthesised templates of every tenant, and words to ask them with. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import * as z from "zod";
import { createApp } from "#infra/app.ts";
import type { Bundles } from "#infra/bundle.ts";
import { appStackName, dataStackName } from "#infra/data-stack.ts";
import type { FunctionSource } from "#infra/sources.ts";
import { channelsInUse, readTenant } from "#infra/tenant.ts";
import type { Channel } from "#shared/channels/channel.ts";

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;

const Output = z.object({
  Value: z.unknown(),
  Export: z.object({ Name: z.string() }).optional(),
});

const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), Output).default({}),
});
type Template = z.infer<typeof Template>;

export interface TenantTemplates {
  data: Template;
  app: Template;
  /** Resources of both stacks of a type, by logical id without its hash. */
  ofType: (type: string) => Record<string, Resource>;
  /** A value with its references written out: `aws` and `111122223333` stand for the pseudo ones. */
  written: (value: unknown) => unknown;
}

/** A tenant's channels by the logical id of what each of them has: `WechatOfficial`. */
export function channelsById(tenant: string): Record<string, Channel> {
  const idOf = (name: string) =>
    name.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());
  const used = channelsInUse(readTenant(tenant));
  return Object.fromEntries(used.map(({ channel }) => [idOf(channel.name), channel]));
}

/** Throws where that tenant was not synthesised. */
export type TemplatesOf = (tenant: string) => TenantTemplates;

/** Templates alone: no code is built. */
export async function synthesise(...tenants: readonly string[]): Promise<TemplatesOf> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-synth-"));
  try {
    const outdir = join(folder, "cdk.out");
    const app = await createApp({ tenants, outdir, bundle: unbuilt, forLocalRun: true });
    return templatesOf(app);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Stands in for the code of functions wherever only their surroundings are looked at. */
export async function unbuilt(
  sources: readonly FunctionSource[],
  folder: string,
): Promise<Bundles> {
  mkdirSync(folder, { recursive: true });
  const bundles = sources.map(
    ({ name }) => [name, { folder, hash: name.replace("/", "-") }] as const,
  );
  return new Map(bundles.map(([name, code]) => [name, { ...code, bytes: 0, inputs: [] }]));
}

function templatesOf(app: App): TemplatesOf {
  const { stacks } = app.synth();
  const templates = new Map(
    stacks.map(({ stackName, template }) => [stackName, Template.parse(template)]),
  );
  return (tenant) => {
    const data = templates.get(dataStackName(tenant));
    const functions = templates.get(appStackName(tenant));
    if (!data || !functions) throw new RangeError(`${tenant} was not synthesised`);
    return asked(data, functions);
  };
}

function asked(data: Template, app: Template): TenantTemplates {
  const resources = { ...data.Resources, ...app.Resources };
  const exported = new Map(
    Object.values(data.Outputs).map(({ Export, Value }) => [Export?.Name, Value]),
  );
  const written = (value: unknown): unknown => write(value, exported);
  return {
    data,
    app,
    written,
    ofType: (type) =>
      Object.fromEntries(
        Object.entries(resources)
          .filter(([, resource]) => resource.Type === type)
          .map(([id, resource]) => [named(id), resource]),
      ),
  };
}

/** Logical ids end in eight hexadecimal digits of a hash of their path. */
const named = (id: string): string => id.replace(/[0-9A-F]{8}$/, "");

const pseudo: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::AccountId": "111122223333",
  "AWS::URLSuffix": "amazonaws.com",
};

const Intrinsic = z.union([
  z.strictObject({ Ref: z.string() }),
  z.strictObject({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) }),
  z.strictObject({ "Fn::ImportValue": z.string() }),
  z.strictObject({ "Fn::Join": z.tuple([z.string(), z.array(z.unknown())]) }),
]);

function write(value: unknown, exported: ReadonlyMap<string | undefined, unknown>): unknown {
  if (Array.isArray(value)) return value.map((part) => write(part, exported));
  if (typeof value !== "object" || value === null) return value;
  const intrinsic = Intrinsic.safeParse(value).data;
  if (intrinsic === undefined) {
    const entries = Object.entries(value).map(([key, part]) => [key, write(part, exported)]);
    return Object.fromEntries(entries);
  }
  if ("Ref" in intrinsic) return pseudo[intrinsic.Ref] ?? named(intrinsic.Ref);
  if ("Fn::GetAtt" in intrinsic) {
    const [id, attribute] = intrinsic["Fn::GetAtt"];
    return `${named(id)}.${attribute}`;
  }
  if ("Fn::ImportValue" in intrinsic) {
    return write(exported.get(intrinsic["Fn::ImportValue"]), exported);
  }
  const [separator, parts] = intrinsic["Fn::Join"];
  return parts.map((part) => String(write(part, exported))).join(separator);
}

const Statement = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat()),
  Resource: z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat()),
  Condition: z.unknown().optional(),
  Principal: z.unknown().optional(),
});
export type Statement = z.infer<typeof Statement>;

const PolicyDocument = z.object({ Statement: z.array(Statement) });

/** The statements of a policy document with its references written out. */
export function statementsOf(document: unknown, { written }: TenantTemplates): Statement[] {
  return PolicyDocument.parse(written(document)).Statement;
}

const RoleProperties = z.object({ Policies: z.array(z.object({ PolicyDocument: z.unknown() })) });

/** What each role may do, by the role's name. */
export function rolesOf(templates: TenantTemplates): Record<string, Statement[]> {
  return Object.fromEntries(
    Object.entries(templates.ofType("AWS::IAM::Role")).map(([name, { Properties }]) => [
      name,
      RoleProperties.parse(Properties).Policies.flatMap(({ PolicyDocument: document }) =>
        statementsOf(document, templates),
      ),
    ]),
  );
}

const FunctionProperties = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

/** What each function finds in its environment, by the function's name. */
export function environmentsOf(templates: TenantTemplates): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(templates.ofType("AWS::Lambda::Function")).map(([name, { Properties }]) => [
      name.replace(/Function$/, ""),
      FunctionProperties.parse(templates.written(Properties)).Environment.Variables,
    ]),
  );
}
