/** Which route a request takes, as API Gateway would choose it. */
import { describe, expect, test } from "vitest";
import { createRouter } from "#infra/local/routes.ts";

const keys = [
  "GET /v1/{proxy+}",
  "GET /v1/{thing}",
  "GET /v1/health",
  "POST /v1/{proxy+}",
  "POST /webhooks/website",
  "POST /webhooks/jinshuju/{token}",
  "GET /openapi.json",
  "GET /a/{first}/b/{second}",
];
const router = createRouter(keys.map((key) => ({ key, functionName: key, audience: undefined })));

describe("a request", () => {
  test.each([
    ["POST /webhooks/website", "POST /webhooks/website", {}],
    ["POST /webhooks/jinshuju/abc", "POST /webhooks/jinshuju/{token}", { token: "abc" }],
    ["POST /v1/people/search", "POST /v1/{proxy+}", { proxy: "people/search" }],
    ["GET /a/1/b/2", "GET /a/{first}/b/{second}", { first: "1", second: "2" }],
    ["GET /openapi.json", "GET /openapi.json", {}],
  ])("%s takes %s", (asked, key, parameters) => {
    const [method = "", path = ""] = asked.split(" ");
    expect(router(method, path)).toMatchObject({ route: { key }, parameters });
  });

  test.each([
    ["/v1/health", "GET /v1/health"],
    ["/v1/people", "GET /v1/{thing}"],
    ["/v1/people/1", "GET /v1/{proxy+}"],
  ])("GET %s takes the most specific route, wherever it stands in the template", (path, key) => {
    expect(router("GET", path)?.route.key).toBe(key);
  });

  test.each([
    ["GET", "/webhooks/website"],
    ["POST", "/webhooks/website/"],
    ["POST", "/webhooks/website/more"],
    ["POST", "/webhooks/jinshuju"],
    ["POST", "/webhooks/jinshuju/"],
    ["POST", "/webhooks/jinshuju/a/b"],
    ["POST", "/v1/"],
    ["POST", "/x/v1/people"],
    ["GET", "/openapiXjson"],
    ["GET", "/OPENAPI.JSON"],
    ["HEAD", "/openapi.json"],
    ["get", "/openapi.json"],
    ["GET", "/"],
    ["GET", ""],
  ])("%s %j takes none", (method, path) => {
    expect(router(method, path)).toBeUndefined();
  });

  test("has its variables decoded once", () => {
    const { parameters } = router("POST", "/webhooks/jinshuju/a%2Fb%2520c%E4%B8%AD") ?? {};
    expect(parameters).toEqual({ token: "a/b%20c中" });
  });

  test.each(["%", "%2", "%zz", "%E4%B8"])("with the broken encoding %j is an error", (token) => {
    expect(() => router("POST", `/webhooks/jinshuju/${token}`)).toThrow(URIError);
  });
});
