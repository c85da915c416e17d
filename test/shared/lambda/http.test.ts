/** The seam to API Gateway: bytes, headers, answers. */
import { describe, expect, it } from "vitest";
import { bodyBytes, type HttpEvent, json, lowerCaseHeaders, problem } from "#shared/lambda/http.ts";

const event: HttpEvent = {
  routeKey: "POST /webhooks/website",
  rawPath: "/webhooks/website",
  rawQueryString: "",
  headers: {},
  isBase64Encoded: false,
  requestContext: { http: { method: "POST" } },
};

describe("the bytes of a body", () => {
  const bytes = Buffer.from([0, 255, 128, 10, 13]);

  it("are those that were sent, where they come as base64", () => {
    const sent = { ...event, body: bytes.toString("base64"), isBase64Encoded: true };
    expect(bodyBytes(sent)).toEqual(bytes);
  });

  it("are those of the text in UTF-8, where they come as text", () => {
    expect(bodyBytes({ ...event, body: '{"name":"苏州"}' })).toEqual(
      Buffer.from('{"name":"苏州"}'),
    );
  });

  it("are not decoded where they only look like base64", () => {
    expect(bodyBytes({ ...event, body: "QUJD" }).toString()).toBe("QUJD");
  });

  it("are none where there is no body", () => {
    expect(bodyBytes(event)).toHaveLength(0);
    expect(bodyBytes({ ...event, isBase64Encoded: true })).toHaveLength(0);
  });
});

describe("headers", () => {
  it("have lower-case names, and their values as they were", () => {
    expect(lowerCaseHeaders({ "X-Shopify-Topic": "Orders/Create", a: undefined })).toEqual({
      "x-shopify-topic": "Orders/Create",
    });
  });
});

describe("a problem", () => {
  it("is what RFC 9457 says, with a status that is also the answer's", () => {
    const answer = problem({ status: 404, title: "There is none.", detail: "Look elsewhere." });
    expect(answer).toMatchObject({
      statusCode: 404,
      headers: { "content-type": "application/problem+json" },
    });
    expect(JSON.parse(answer.body ?? "")).toEqual({
      type: "about:blank",
      status: 404,
      title: "There is none.",
      detail: "Look elsewhere.",
    });
  });

  it("leaves out the detail that there is none of", () => {
    expect(JSON.parse(problem({ status: 401, title: "No." }).body ?? "")).not.toHaveProperty(
      "detail",
    );
  });
});

describe("an answer", () => {
  it("is JSON that nobody on the way may keep", () => {
    expect(json(200, { people: [] }, { location: "/x" })).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store", location: "/x" },
      body: '{"people":[]}',
    });
  });
});
