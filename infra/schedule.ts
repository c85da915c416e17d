/** What runs by the clock: a schedule, and a role that may invoke one function and do nothing else. */
import { Aws } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import type { Construct } from "constructs";

export interface ScheduleProps {
  description: string;
  target: LambdaFunction;
  /** Such as `rate(1 day)`. */
  expression: string;
  /** How long EventBridge may put it off, where nobody waits for it. */
  windowMinutes?: number;
  /** After the first attempt. At least once anyhow: the job is the same however often it runs. */
  retriesMax: number;
}

export function runBySchedule(scope: Construct, id: string, props: ScheduleProps): void {
  const { description, target, expression, windowMinutes, retriesMax } = props;
  new CfnSchedule(scope, id, {
    description,
    scheduleExpression: expression,
    flexibleTimeWindow:
      windowMinutes === undefined
        ? { mode: "OFF" }
        : { mode: "FLEXIBLE", maximumWindowInMinutes: windowMinutes },
    target: {
      arn: target.functionArn,
      roleArn: schedulerRole(scope, target).roleArn,
      retryPolicy: { maximumRetryAttempts: retriesMax },
    },
  });
}

function schedulerRole(scope: Construct, target: LambdaFunction): Role {
  const invoke = new PolicyStatement({
    sid: "Invoke",
    actions: ["lambda:InvokeFunction"],
    resources: [target.functionArn],
  });
  return new Role(scope, "SchedulerRole", {
    assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: { Own: new PolicyDocument({ statements: [invoke] }) },
  });
}
