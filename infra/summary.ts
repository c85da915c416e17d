/** What a synthesised app consists of, in numbers. */
import { type App, CfnResource } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { AppStack } from "./app-stack.ts";
import { DataStack } from "./data-stack.ts";
import { Webhook } from "./webhook.ts";

/** CloudFormation stops at 500; the distance is for what a deployment adds by itself. */
export const resourcesPerStackMax = 450;

export interface StackSummary {
  stack: string;
  resources: number;
  /** Of each channel, by its construct's name. */
  channels: Readonly<Record<string, number>>;
}

export function summarise(app: App): StackSummary[] {
  return app.node.children
    .filter((child) => child instanceof DataStack || child instanceof AppStack)
    .map((stack) => ({
      stack: stack.stackName,
      resources: countResources(stack),
      channels: Object.fromEntries(
        stack.node.children
          .filter((child) => child instanceof Webhook)
          .map((webhook) => [webhook.channel.name, countResources(webhook)]),
      ),
    }));
}

function countResources(scope: IConstruct): number {
  return scope.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
}
