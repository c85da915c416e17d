/** Who may read a place, as the roles in the templates say: nobody has to keep a list. */
import { type App, CfnResource } from "aws-cdk-lib";
import * as z from "zod";
import type { KeyPurpose } from "#shared/vault/key-material.ts";
import { readTemplates } from "../local/template.ts";
import { parameterPrefix } from "../permissions.ts";
import type { Tenant } from "../tenant.ts";
import { Webhook } from "../webhook.ts";
import type { Place } from "./places.ts";
import { stacksOf, tenantOf } from "./places.ts";

/** A function, and what its role lets it read. */
export interface Reader {
  /** As its construct is called; `webhook` stands for the functions of all channels. */
  name: string;
  /** Names of resources, or parts of ARNs. */
  readable: readonly string[];
}

const readActions = new Set([
  "dynamodb:GetItem",
  "dynamodb:BatchGetItem",
  "dynamodb:Query",
  "sqs:ReceiveMessage",
  "ssm:GetParameters",
]);

const Many = z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat());
const Policies = z.array(
  z.object({
    PolicyDocument: z.object({ Statement: z.array(z.object({ Action: Many, Resource: Many })) }),
  }),
);

/** Every function of a synthesised tenant. */
export function readersOf(app: App, tenant: Tenant): Reader[] {
  const stacks = stacksOf(app).filter((stack) => tenantOf(stack)?.tenant === tenant.tenant);
  const { resources, resolve } = readTemplates({
    folder: app.outdir,
    stacks: stacks.map(({ stackName }) => stackName),
    region: tenant.region,
    attribute: ({ name }) => name,
  });
  const names = new Map<string, string>(
    stacks.flatMap((stack) =>
      stack.node.findAll().flatMap((node) => {
        const owner = node.node.scope?.node.scope;
        if (!CfnResource.isCfnResource(node) || owner === undefined) return [];
        const id = z.string().parse(stack.resolve(node.logicalId));
        const name = owner instanceof Webhook ? "webhook" : owner.node.id;
        return [[`${stack.stackName}/${id}`, name]] as const;
      }),
    ),
  );
  return resources
    .filter(({ type }) => type === "AWS::IAM::Role")
    .map(({ name, stack, properties }) => ({
      name: names.get(name) ?? name,
      readable: Policies.parse(resolve(properties["Policies"], stack)).flatMap(
        ({ PolicyDocument: { Statement } }) =>
          Statement.filter(({ Action }) =>
            Action.some((action) => readActions.has(action)),
          ).flatMap(({ Resource }) => Resource),
      ),
    }));
}

/** Names, each once. */
export function readersAt(place: Place, readers: readonly Reader[], tenant: Tenant): string[] {
  const parameter = place.path.replace(/^parameters/, `parameter${parameterPrefix(tenant.tenant)}`);
  const isPlace = (resource: string): boolean =>
    place.resource === undefined
      ? resource.endsWith(`:${parameter}`)
      : resource === place.resource || resource.startsWith(`${place.resource}/index/`);
  const found = readers.filter(({ readable }) => readable.some(isPlace));
  return [...new Set(found.map(({ name }) => name))];
}

/** Whether a function has one of these keys. */
export function holdsKey(
  name: string,
  purposes: readonly KeyPurpose[],
  readers: readonly Reader[],
): boolean {
  return readers.some(
    (reader) =>
      reader.name === name &&
      purposes.some((purpose) =>
        reader.readable.some((resource) => resource.endsWith(`/keys/${purpose}`)),
      ),
  );
}
