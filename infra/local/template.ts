/** Reads what the CDK synthesised: the one source of truth for what runs, here as in AWS. */
import { readFileSync } from "node:fs";
import { join, resolve as resolvePath } from "node:path";
import * as z from "zod";

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const Template = z.object({
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z
    .record(
      z.string(),
      z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }),
    )
    .default({}),
});
type Template = z.infer<typeof Template>;

const Assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })).default({}),
});

/** A resource of any stack, under a name that is unique among all. */
export interface LocalResource {
  /** `<stack>/<logical id>`. */
  name: string;
  stack: string;
  type: string;
  properties: Readonly<Record<string, unknown>>;
}

export interface Templates {
  resources: readonly LocalResource[];
  /** Where the code of an asset lies, by the hash in its S3 key. */
  assetFolder(hash: string): string;
  /** Value of a property with its references followed. Throws on one that nothing here stands for. */
  resolve(value: unknown, stack: string): unknown;
}

/** What `Fn::GetAtt`, or `Ref` under its own name, gives for a resource; undefined = nothing here. */
export type Attribute = (resource: LocalResource, attribute: string) => string | undefined;

export interface ReadTemplatesOptions {
  /** The cloud assembly. */
  folder: string;
  stacks: readonly string[];
  region: string;
  attribute: Attribute;
}

/** The account that every embedded part believes to be in. */
export const localAccount = "000000000000";

export function readTemplates(options: ReadTemplatesOptions): Templates {
  const { folder, stacks } = options;
  const templates = new Map(
    stacks.map((stack) => [stack, readJson(join(folder, `${stack}.template.json`), Template)]),
  );
  const assets = stacks.map((stack) => readJson(join(folder, `${stack}.assets.json`), Assets));
  const resources = [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, { Type, Properties }]) => ({
      name: `${stack}/${id}`,
      stack,
      type: Type,
      properties: Properties,
    })),
  );
  const resolver = createResolver({ ...options, templates, resources });
  return {
    resources,
    resolve: resolver,
    assetFolder(hash) {
      const path = assets.map(({ files }) => files[hash]?.source.path).find(Boolean);
      if (path === undefined) throw new Error(`no asset ${hash} in ${folder}`);
      return resolvePath(folder, path);
    },
  };
}

interface ResolverOptions extends ReadTemplatesOptions {
  templates: ReadonlyMap<string, Template>;
  resources: readonly LocalResource[];
}

function createResolver({ templates, resources, region, attribute }: ResolverOptions) {
  const pseudo: Record<string, string> = {
    "AWS::Region": region,
    "AWS::AccountId": localAccount,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
  };

  const refer = (id: string, name: string, stack: string): string => {
    const resource = resources.find((candidate) => candidate.name === `${stack}/${id}`);
    const value = resource ? attribute(resource, name) : pseudo[id];
    if (value === undefined) throw new Error(`nothing embedded stands for ${stack}/${id} ${name}`);
    return value;
  };

  const imported = (name: unknown): unknown => {
    for (const [stack, { Outputs }] of templates) {
      for (const { Value, Export } of Object.values(Outputs)) {
        if (Export !== undefined && resolve(Export.Name, stack) === name)
          return resolve(Value, stack);
      }
    }
    throw new Error(`no stack exports ${String(name)}`);
  };

  /** `Fn::GetAtt` in brief, as `Fn::Sub` writes it. */
  const named = (name: string, stack: string): string => {
    const [id = "", ...attribute] = name.split(".");
    return refer(id, attribute.join(".") || "Ref", stack);
  };

  const intrinsics: Record<string, (argument: unknown, stack: string) => unknown> = {
    Ref: (id, stack) => refer(String(id), "Ref", stack),
    "Fn::GetAtt": (argument, stack) => {
      const [id, attribute] = Pair.parse(argument);
      return refer(id, attribute, stack);
    },
    "Fn::ImportValue": (argument, stack) => imported(resolve(argument, stack)),
    "Fn::Join": (argument, stack) => {
      const [separator, parts] = Joined.parse(argument);
      return parts.map((part) => String(resolve(part, stack))).join(separator);
    },
    "Fn::Sub": (argument, stack) =>
      Text.parse(argument).replace(/\$\{([\w.:]+)\}/g, (_, name: string) => named(name, stack)),
  };

  const resolve = (value: unknown, stack: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, stack));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [name = "", argument] = entries.length === 1 ? (entries[0] ?? []) : [];
    const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
    if (intrinsic !== undefined) return intrinsic(argument, stack);
    if (name.startsWith("Fn::")) throw new Error(`nothing embedded works out ${name} in ${stack}`);
    return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner, stack)]));
  };
  return resolve;
}

const Text = z.string();
const Pair = z.tuple([Text, Text]);
const Joined = z.tuple([Text, z.array(z.unknown())]);

function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  return schema.parse(JSON.parse(readFileSync(path, "utf8")));
}
