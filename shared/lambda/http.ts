/** The seam to API Gateway (HTTP API, payload 2.0): its event in, its result out. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** What we read of the event; everything else of it is ignored. */
export type HttpEvent = Pick<
  APIGatewayProxyEventV2,
  | "rawPath"
  | "rawQueryString"
  | "headers"
  | "cookies"
  | "body"
  | "isBase64Encoded"
  | "pathParameters"
> & {
  routeKey: string;
  requestContext: {
    http: { method: string };
    /** Filled by the JWT authorizer. */
    authorizer?: { jwt: { claims: Record<string, unknown> } };
  };
};

export type HttpResult = APIGatewayProxyStructuredResultV2;

/** The bytes that were sent, whether API Gateway passed them as text or as base64. */
export function bodyBytes({ body, isBase64Encoded }: HttpEvent): Buffer {
  return Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
}

/** Lower-case names. API Gateway lowers them already; the promise costs little. */
export function lowerCaseHeaders(headers: HttpEvent["headers"]): Record<string, string> {
  const lowered: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) lowered[name.toLowerCase()] = value;
  }
  return lowered;
}

/** An RFC 9457 problem. `title` is for a person; `detail` says what to do next. */
export interface Problem {
  status: number;
  title: string;
  detail?: string | undefined;
  /** Names it for programs: stays when the words change. */
  code?: string | undefined;
}

export function problem({ status, title, detail, code }: Problem): HttpResult {
  return {
    statusCode: status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({
      type: "about:blank",
      status,
      title,
      ...(detail && { detail }),
      ...(code && { code }),
    }),
  };
}

/** The HTTP API's own refusal, to the letter: who is refused learns nothing from where it came. */
export const unauthorized: HttpResult = {
  statusCode: 401,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ message: "Unauthorized" }),
};

/** What cannot be done at this moment, and can be a little later. */
export function tryAgain(title: string): HttpResult {
  const refused = problem({ status: 503, title, detail: "Try again in a few seconds." });
  return { ...refused, headers: { ...refused.headers, "retry-after": "5" } };
}

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpResult {
  return {
    statusCode: status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}
