/** How every function is deployed: its own role with what it was given, one log group, no public way in. */
import { Duration, Stack } from "aws-cdk-lib";
import { PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  type RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from "aws-cdk-lib/aws-lambda";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { Bundles } from "./bundle.ts";
import type { DataStack } from "./data-stack.ts";
import { MissingBundleError } from "./errors.ts";
import {
  type ParameterName,
  parameterPrefix,
  publishTo,
  type QueueAccess,
  readParameters,
  type TableAccess,
  useQueues,
  useTables,
  writeLogs,
} from "./permissions.ts";
import type { Tenant } from "./tenant.ts";

/** What every construct of a tenant's app stack is given. */
export interface TenantDeployment {
  tenant: Tenant;
  data: DataStack;
  bundles: Bundles;
}

export interface FunctionProps {
  description: string;
  /** Among the bundles: see `sourceName`. */
  source: string;
  logGroup: ILogGroup;
  memoryMb: number;
  timeoutSeconds: number;
  environment: Record<string, string>;
  parameters?: readonly ParameterName[];
  tables?: readonly TableAccess[];
  queues?: readonly QueueAccess[];
  /** Where it tells people. */
  topics?: readonly ITopic[];
  reservedConcurrency?: number | undefined;
  recursiveLoop?: RecursiveLoop;
}

export function deployFunction(
  scope: Construct,
  deployment: TenantDeployment,
  props: FunctionProps,
): LambdaFunction {
  const { tenant, bundles } = deployment;
  const { reservedConcurrency, recursiveLoop } = props;
  return new LambdaFunction(scope, "Function", {
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: "index.handler",
    code: codeOf(props.source, bundles),
    role: roleOf(scope, deployment, props),
    memorySize: props.memoryMb,
    timeout: Duration.seconds(props.timeoutSeconds),
    environment: {
      TENANT: tenant.tenant,
      PARAMETER_PREFIX: parameterPrefix(tenant.tenant),
      ...props.environment,
    },
    logGroup: props.logGroup,
    // The platform's own lines as JSON too, and only when something is wrong. Traces stay off:
    // they would hold the path of a request, and with it a path token.
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
    ...(reservedConcurrency !== undefined && {
      reservedConcurrentExecutions: reservedConcurrency,
    }),
    ...(recursiveLoop !== undefined && { recursiveLoop }),
  });
}

function roleOf(
  scope: Construct,
  { tenant, data }: TenantDeployment,
  { logGroup, parameters = [], tables = [], queues = [], topics = [] }: FunctionProps,
): Role {
  const stack = Stack.of(scope);
  const { key } = data;
  const statements = [
    writeLogs(logGroup),
    ...readParameters({ stack, tenant: tenant.tenant, key, names: parameters }),
    ...useTables(tables, { stack, key }),
    ...useQueues(queues),
    ...publishTo(topics, { stack, key }),
  ];
  return new Role(scope, "Role", {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: { Own: new PolicyDocument({ statements }) },
  });
}

function codeOf(source: string, bundles: Bundles): Code {
  const bundle = bundles.get(source);
  if (bundle === undefined) throw new MissingBundleError(`${source} was not bundled`);
  return Code.fromAsset(bundle.folder, { assetHash: bundle.hash });
}
