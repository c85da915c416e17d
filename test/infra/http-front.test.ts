/** The ways in: who may come by which, and what is written down of it. */
import * as z from "zod";
import { beforeAll, describe, expect, it } from "vitest";
import { channelsById, environmentsOf, synthesise, type TenantTemplates } from "./templates.ts";

let demo: TenantTemplates;
let acme: TenantTemplates;

beforeAll(async () => {
  const templatesOf = await synthesise("demo", "acme");
  demo = templatesOf("demo");
  acme = templatesOf("acme");
});

interface FoundRoute {
  key: string;
  authorization: unknown;
  target: unknown;
}

function routesOf(templates: TenantTemplates): FoundRoute[] {
  return Object.values(templates.ofType("AWS::ApiGatewayV2::Route")).map(({ Properties }) => ({
    key: String(Properties["RouteKey"]),
    authorization: [Properties["AuthorizationType"], templates.written(Properties["AuthorizerId"])],
    target: templates.written(Properties["Target"]),
  }));
}

describe("routes", () => {
  it("each enabled channel has two, and more where its sender asks otherwise, with a place for its token", () => {
    const webhooks = routesOf(demo)
      .map(({ key }) => key)
      .filter((key) => key.includes("/webhooks/"));
    const expected = Object.values(channelsById("demo")).flatMap(
      ({ name, pathToken, furtherMethods = [] }) => {
        const path = `/webhooks/${pathToken ? `${name}/{token}` : name}`;
        return ["GET", "POST", ...furtherMethods].map((method) => `${method} ${path}`);
      },
    );
    expect(webhooks).toEqual(
      expect.arrayContaining(["POST /webhooks/website", "POST /webhooks/jinshuju/{token}"]),
    );
    expect(webhooks.filter((key) => !/^(GET|POST) /.test(key)).sort()).toEqual([
      "HEAD /webhooks/intercom",
      "OPTIONS /webhooks/web-form/{token}",
    ]);
    expect(webhooks.sort()).toEqual(expected.sort());
  });

  it("everything below /v1 asks for a token of the tenant's issuer", () => {
    const staff = routesOf(demo).filter(({ key }) => key.includes(" /v1"));
    expect(staff.map(({ key }) => key)).toEqual(["GET /v1/{proxy+}", "POST /v1/{proxy+}"]);
    for (const { authorization } of staff) expect(authorization).toEqual(["JWT", "HttpAuthorizer"]);
  });

  it("so does everything that machines ask about requests", () => {
    const machines = routesOf(demo).filter(({ key }) => key.endsWith("/opendsr/v2/{proxy+}"));
    expect(machines.map(({ key }) => key.split(" ")[0])).toEqual(["GET", "POST", "DELETE"]);
    for (const { authorization } of machines) {
      expect(authorization).toEqual(["JWT", "HttpAuthorizer"]);
    }
  });

  it("webhooks, health, the pages and what is public by nature ask for none, and nothing else", () => {
    const open = routesOf(demo).filter(({ key }) => !/ \/v1| \/opendsr\/.*\{proxy\+\}$/.test(key));
    for (const { authorization } of open) expect(authorization).toEqual(["NONE", undefined]);
    const others = open.map(({ key }) => key).filter((key) => !key.includes("/webhooks/"));
    expect(others.sort()).toEqual(
      [
        "GET /opendsr/v2/discovery",
        "GET /opendsr/v2/certificate.pem",
        "GET /opendsr/v2/certificate-request.pem",
        "GET /health",
        "GET /openapi.json",
        "GET /pages",
        "POST /pages",
        "GET /pages/{proxy+}",
        "POST /pages/{proxy+}",
      ].sort(),
    );
  });

  it("lead each channel to its own function, in payload format 2.0", () => {
    const integrations = demo.ofType("AWS::ApiGatewayV2::Integration");
    for (const [name, { Properties }] of Object.entries(integrations)) {
      const parts = /(Routes|Staff|OpenDsr\w*|Health|Contract|First|Others)Integration$/;
      const owner = name.replace(parts, "");
      expect(demo.written(Properties)).toMatchObject({
        IntegrationType: "AWS_PROXY",
        IntegrationUri: `${owner}Function.Arn`,
        PayloadFormatVersion: "2.0",
      });
    }
  });

  it("let a function be called from its own path and from nowhere else", () => {
    const permissions = Object.values(demo.ofType("AWS::Lambda::Permission")).map(
      ({ Properties }) => {
        const { FunctionName, Principal, SourceArn } = Permission.parse(demo.written(Properties));
        expect(Principal).toBe("apigateway.amazonaws.com");
        return `${FunctionName} ${SourceArn.replace(/^.*:HttpApi/, "")}`;
      },
    );
    const edges = Object.entries(channelsById("demo")).map(
      ([id, { name, pathToken }]) =>
        `${id}Function.Arn /*/*/webhooks/${name}${pathToken ? "/*" : ""}`,
    );
    expect(permissions.sort()).toEqual(
      [
        ...edges,
        "PagesFunction.Arn /*/*/pages",
        "PagesFunction.Arn /*/*/pages/*",
        "StaffApiFunction.Arn /*/*/health",
        "StaffApiFunction.Arn /*/*/openapi.json",
        "StaffApiFunction.Arn /*/*/opendsr/v2/*",
        "StaffApiFunction.Arn /*/*/opendsr/v2/certificate-request.pem",
        "StaffApiFunction.Arn /*/*/opendsr/v2/certificate.pem",
        "StaffApiFunction.Arn /*/*/opendsr/v2/discovery",
        "StaffApiFunction.Arn /*/*/v1/*",
      ].sort(),
    );
  });
});

const Permission = z.object({
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string(),
});

describe("the authorizer", () => {
  it("believes the tenant's issuer, for the tenant's audience", () => {
    expect(
      acme.ofType("AWS::ApiGatewayV2::Authorizer")["HttpAuthorizer"]?.Properties,
    ).toMatchObject({
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: {
        Issuer: "https://login.acme.example/realms/staff",
        Audience: ["tributary-acme"],
      },
    });
  });
});

const Stage = z.object({ AccessLogSettings: z.object({ Format: z.string() }) });

describe("the stage", () => {
  const stage = (of: TenantTemplates) => {
    const stages = Object.values(of.ofType("AWS::ApiGatewayV2::Stage"));
    expect(stages).toHaveLength(1);
    return stages[0]?.Properties ?? {};
  };

  it("is throttled at the tenant's rate", () => {
    expect(stage(acme)).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 },
    });
  });

  it("logs an id, a route key, a status and a time: no path, no address, no user agent", () => {
    const { AccessLogSettings } = Stage.parse(stage(demo));
    expect(JSON.parse(AccessLogSettings.Format)).toEqual({
      requestId: "$context.requestId",
      routeKey: "$context.routeKey",
      status: "$context.status",
      latencyMs: "$context.responseLatency",
    });
  });
});

describe("addresses", () => {
  const addressOf = (of: TenantTemplates, channel: string) =>
    of.written(of.app.Outputs[`${channel}Url`]?.Value);
  const publicBaseUrl = (of: TenantTemplates) => environmentsOf(of)["Website"]?.["PUBLIC_BASE_URL"];

  it("begin with the tenant's own address where it has one", () => {
    expect(addressOf(acme, "Website")).toBe("https://hooks.acme.example/webhooks/website");
    expect(publicBaseUrl(acme)).toBe("https://hooks.acme.example");
  });

  it("begin with the API's address where it has none", () => {
    expect(addressOf(demo, "Website")).toBe("HttpApi.ApiEndpoint/webhooks/website");
    expect(addressOf(demo, "Jinshuju")).toBe("HttpApi.ApiEndpoint/webhooks/jinshuju/{token}");
    expect(publicBaseUrl(demo)).toBe("HttpApi.ApiEndpoint");
  });

  it("come with the name of the parameter where the channel's secret goes", () => {
    expect(demo.app.Outputs["WechatOfficialSecret"]?.Value).toBe(
      "/tributary/demo/channels/wechat-official",
    );
  });
});
