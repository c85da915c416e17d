/** From a tenant to what must run for it: synthesises its stacks and reads them. */
import { rmSync } from "node:fs";
import { createApp } from "../app.ts";
import { appStackName, dataStackName } from "../data-stack.ts";
import { type Deployment, physicalName, readDeployment } from "./deployment.ts";
import { queueArn, queueUrl } from "./sqs.ts";
import { type Attribute, localAccount, readTemplates } from "./template.ts";

export interface Surroundings {
  region: string;
  /** Where the queues are. */
  queueEndpoint: string;
  /** What stands for the API's own address. */
  baseUrl: string;
}

/** The assembly goes to `folder`, in place of the last one. */
export async function synthesise(
  tenant: string,
  { folder, ...surroundings }: Surroundings & { folder: string },
): Promise<Deployment> {
  rmSync(folder, { recursive: true, force: true });
  const app = await createApp({ tenants: [tenant], outdir: folder, forLocalRun: true });
  app.synth();
  return readDeployment(
    readTemplates({
      folder,
      stacks: [dataStackName(tenant), appStackName(tenant)],
      region: surroundings.region,
      attribute: attributesHere(surroundings),
    }),
  );
}

/** What stands here for the resources of AWS. */
export function attributesHere({ region, queueEndpoint, baseUrl }: Surroundings): Attribute {
  return (resource, attribute) => {
    const name = physicalName(resource);
    if (resource.type === "AWS::SQS::Queue") {
      return attribute === "Arn" ? queueArn(name, region) : queueUrl(name, queueEndpoint);
    }
    if (resource.type === "AWS::SNS::Topic") return `arn:aws:sns:${region}:${localAccount}:${name}`;
    if (attribute === "ApiEndpoint") return baseUrl;
    return attribute === "Arn" ? `arn:aws:local:${region}:${localAccount}:${name}` : name;
  };
}
