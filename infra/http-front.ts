/** The HTTP API of a tenant: one stage, throttled, with an access log that cannot hold personal data. */
import { Stack, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  CfnAuthorizer,
  CfnIntegration,
  CfnRoute,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { CfnPermission, type IFunction } from "aws-cdk-lib/aws-lambda";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { tenantLogGroup } from "./log-group.ts";
import type { Tenant } from "./tenant.ts";

/**
 * No path, which may end in a token; no address and no user agent, which are a person's. The route
 * key names the channel, and the request id finds the function's own line.
 */
const accessLogFormat = {
  requestId: "$context.requestId",
  routeKey: "$context.routeKey",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
};

export interface Routes {
  function: IFunction;
  methods: readonly ("GET" | "POST" | "HEAD" | "OPTIONS" | "DELETE")[];
  path: string;
  /** Whether a token of the tenant's OIDC issuer is asked for, or anybody may come. */
  access: "signed in" | { publicBecause: string };
}

export class HttpFront extends Construct {
  readonly api: HttpApi;
  readonly accessLog: LogGroup;
  /** What providers are told to call, and what signatures over the address are made of. */
  readonly publicBaseUrl: string;

  private readonly authorizer: CfnAuthorizer;

  constructor(scope: Construct, id: string, { tenant, key }: { tenant: Tenant; key: IKey }) {
    super(scope, id);
    const { oidc, capacity, publicBaseUrl } = tenant;
    this.api = new HttpApi(this, "Api", {
      apiName: `tributary-${tenant.tenant}`,
      createDefaultStage: false,
    });
    this.publicBaseUrl = publicBaseUrl ?? this.api.apiEndpoint;
    this.accessLog = tenantLogGroup(this, "AccessLog", { tenant, key });
    new HttpStage(this, "Stage", {
      httpApi: this.api,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: capacity.requestsPerSecond, burstLimit: capacity.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFormat)),
      },
    });
    this.authorizer = new CfnAuthorizer(this, "Authorizer", {
      apiId: this.api.apiId,
      name: "oidc",
      authorizerType: "JWT",
      identitySource: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: oidc.issuer, audience: oidc.audience },
    });
  }

  /** Leads a path to a function, and lets nothing but that path call it. */
  route(scope: Construct, id: string, { function: target, methods, path, access }: Routes): void {
    const routes = new Construct(scope, id);
    const { apiId } = this.api;
    const integration = new CfnIntegration(routes, "Integration", {
      apiId,
      integrationType: "AWS_PROXY",
      integrationUri: target.functionArn,
      payloadFormatVersion: "2.0",
    });
    for (const method of methods) {
      new CfnRoute(routes, method, {
        apiId,
        routeKey: `${method} ${path}`,
        target: `integrations/${integration.ref}`,
        ...(access === "signed in"
          ? { authorizationType: "JWT", authorizerId: this.authorizer.ref }
          : { authorizationType: "NONE" }),
      });
    }
    new CfnPermission(routes, "Permission", {
      action: "lambda:InvokeFunction",
      functionName: target.functionArn,
      principal: "apigateway.amazonaws.com",
      sourceArn: this.arnOf(path),
    });
    if (access !== "signed in") {
      Validations.of(routes).acknowledge({
        id: "AwsSolutions-APIG4",
        reason: access.publicBecause,
      });
    }
  }

  /** Any stage and method of a path; a variable in it may be anything. */
  private arnOf(path: string): string {
    return Stack.of(this).formatArn({
      service: "execute-api",
      resource: this.api.apiId,
      resourceName: `*/*${path.replace(/\{.*/, "*")}`,
    });
  }
}
