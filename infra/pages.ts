/** The pages of staff: a function that reaches no table, no queue and no key, and asks the API instead. */
import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { deployFunction, type TenantDeployment } from "./deployed-function.ts";
import type { HttpFront } from "./http-front.ts";
import { tenantLogGroup } from "./log-group.ts";
import { sourceName } from "./sources.ts";
import { timeoutSeconds } from "./timeouts.ts";

const memoryMb = 512;

export class Pages extends Construct {
  readonly function: LambdaFunction;

  constructor(
    scope: Construct,
    id: string,
    { deployment, front }: { deployment: TenantDeployment; front: HttpFront },
  ) {
    super(scope, id);
    const { tenant, data } = deployment;
    this.function = deployFunction(this, deployment, {
      description: `Shows the staff of ${tenant.tenant} their pages`,
      source: sourceName(tenant.tenant, "pages"),
      logGroup: tenantLogGroup(this, "Logs", { tenant, key: data.key }),
      memoryMb,
      timeoutSeconds: timeoutSeconds.pages,
      environment: { PUBLIC_BASE_URL: front.publicBaseUrl, OIDC_ISSUER: tenant.oidc.issuer },
    });
    for (const [name, path] of Object.entries({ First: "/pages", Others: "/pages/{proxy+}" })) {
      front.route(this, name, {
        function: this.function,
        methods: ["GET", "POST"],
        path,
        access: {
          publicBecause:
            "A browser that is not signed in has to be led to the issuer: the function believes the " +
            "token in its cookie as the authorizer would, and shows only what the API answers to it.",
        },
      });
    }
    const stack = Stack.of(this);
    new CfnOutput(stack, "PagesUrl", {
      description: "Where staff sign in",
      value: `${front.publicBaseUrl}/pages`,
    });
    new CfnOutput(stack, "PagesRedirectUri", {
      description: "To be registered at the OIDC issuer, for the pages' client",
      value: `${front.publicBaseUrl}/pages/signed-in`,
    });
  }
}
