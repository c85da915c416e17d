/** The HTTP API on this machine: the template's routes, payload 2.0, staff tokens for loopback. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import * as z from "zod";
import type { HttpEvent } from "#shared/lambda/http.ts";
import type { LocalRoute } from "./deployment.ts";
import { closeServer, listen } from "./listen.ts";
import { createRouter, type Router } from "./routes.ts";
import type { Runtime } from "./runtime.ts";

export interface Gateway {
  port: number;
  baseUrl: string;
  /** Until then every request is answered 503. */
  open(behind: Behind): void;
  /** Answers what it was asked already. */
  stop(): Promise<void>;
}

export interface Behind {
  routes: readonly LocalRoute[];
  runtime: Pick<Runtime, "invoke">;
  /** The claims of a token of the issuer, for one of the audience; undefined = not to be believed. */
  verify(token: string, audience: readonly string[]): Promise<Claims | undefined>;
  /** What only the embedded run has, such as its clock; undefined = not its business. */
  control(request: ControlRequest): Promise<ControlAnswer | undefined>;
}

type Claims = Readonly<Record<string, unknown>>;

export interface ControlRequest {
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}
export interface ControlAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** An object is JSON. */
  body: object | string;
}

/** API Gateway's own limit. */
const bodyBytesMax = 10 * 1024 * 1024;

const Result = z.object({
  statusCode: z.number().default(200),
  headers: z.record(z.string(), z.string()).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(""),
  isBase64Encoded: z.boolean().default(false),
});
type Result = z.output<typeof Result>;

type Service = Omit<Behind, "routes"> & { router: Router };

/**
 * Takes the port at once, so that one that is taken is told at once. Staff tokens are only words
 * here, so nobody but this machine may speak to it.
 */
export async function startGateway({ port: wanted }: { port: number }): Promise<Gateway> {
  let service: Service | undefined;
  const server = createServer((request, response) => {
    void serve(request, service)
      .then((result) => write(response, result))
      .catch(() => write(response, plain(500, "Internal Server Error")))
      .catch(() => response.destroy());
  });
  const port = await listen(server, { host: "127.0.0.1", port: wanted });
  return {
    port,
    baseUrl: `http://localhost:${port}`,
    open({ routes, ...others }) {
      service = { ...others, router: createRouter(routes) };
    },
    stop: () => closeServer(server),
  };
}

async function serve(request: IncomingMessage, service: Service | undefined): Promise<Result> {
  if (service === undefined) return plain(503, "Service Unavailable");
  const body = await readBody(request);
  if (body === undefined) return plain(413, "Request Entity Too Large");
  const { method = "GET", url = "/" } = request;
  const [path, query] = splitOnce(url, "?");
  const here = isFromHere(request.headers);
  const { headers, cookies } = readHeaders(request);
  const asked = { method, path, query, headers, body };
  const controlled = here ? await service.control(asked) : undefined;
  if (controlled !== undefined) return toResult(controlled);

  const taken = take(service.router, method, path);
  if (taken === "malformed") return plain(400, "Bad Request");
  if (taken === undefined) return plain(404, "Not Found");
  const { route, parameters } = taken;
  const { audience } = route;
  const sent = { authorization: headers["authorization"], here };
  const claims = audience && (await staffClaims(sent, { ...service, audience }));
  if (audience !== undefined && claims === undefined) return plain(401, "Unauthorized");
  const event: HttpEvent & { version: string } = {
    version: "2.0",
    routeKey: route.key,
    rawPath: path,
    rawQueryString: query,
    headers,
    ...(cookies !== undefined && { cookies }),
    requestContext: { http: { method }, ...(claims && { authorizer: { jwt: { claims } } }) },
    pathParameters: parameters,
    ...encodedBody(body, headers["content-type"]),
  };
  return Result.parse(await service.runtime.invoke(route.functionName, event));
}

function take(router: Router, method: string, path: string) {
  try {
    return router(method, path);
  } catch (error) {
    if (error instanceof URIError) return "malformed";
    throw error;
  }
}

interface Verifier {
  verify: Behind["verify"];
  audience: readonly string[];
}

/** `Bearer local:<role>:<user>` is a word and for this machine alone; a token proves itself. */
async function staffClaims(
  { authorization = "", here }: { authorization: string | undefined; here: boolean },
  { verify, audience }: Verifier,
): Promise<Claims | undefined> {
  const [, role, sub] = /^Bearer local:([a-z]+):([\w.@-]{1,100})$/.exec(authorization) ?? [];
  if (role !== undefined) return here ? { role, sub } : undefined;
  const claims = await verify(authorization.replace(/^Bearer /, ""), audience);
  return (
    claims && Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, said(value)]))
  );
}

/** The authorizer hands on every claim as text; of a list it makes `[a b]`. */
const said = (claim: unknown): string =>
  Array.isArray(claim) ? `[${claim.map(said).join(" ")}]` : String(claim);

/**
 * Whether it was meant for this machine. A tunnel that brings a provider's deliveries here names
 * its public host, and a page that somebody visits its own origin: neither is staff.
 */
function isFromHere(headers: IncomingHttpHeaders): boolean {
  const { host, origin } = headers;
  if (forwardedBy.some((name) => headers[name] !== undefined)) return false;
  return isLoopback(`http://${host}`) && (origin === undefined || isLoopback(origin));
}

/** Some tunnels write `localhost` for their public host: then these say that somebody stands behind. */
const forwardedBy = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

function isLoopback(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return ["localhost", "127.0.0.1", "[::1]"].includes(host);
}

/** As API Gateway was observed to do: these travel as text, everything else, forms too, as base64. */
const textTypes = /^(text\/|application\/(json|xml|javascript) *(;|$))/i;

function encodedBody(body: Buffer, contentType = ""): Pick<HttpEvent, "body" | "isBase64Encoded"> {
  const text = body.toString("utf8");
  return textTypes.test(contentType) && Buffer.from(text).equals(body)
    ? { body: text, isBase64Encoded: false }
    : { body: body.toString("base64"), isBase64Encoded: true };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= bodyBytesMax) chunks.push(chunk as Buffer);
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(chunks);
}

/** Payload 2.0 hands on cookies apart, one by one. */
function readHeaders({ headersDistinct }: IncomingMessage) {
  const { cookie, ...others } = headersDistinct;
  const headers = Object.fromEntries(
    Object.entries(others).map(([name, values]) => [name, (values ?? []).join(",")]),
  );
  const cookies = cookie?.flatMap((line) => line.split(/; */)).filter((each) => each !== "");
  return { headers, cookies };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

function plain(statusCode: number, body: string | object): Result {
  return {
    statusCode,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(typeof body === "string" ? { message: body } : body),
    cookies: [],
    isBase64Encoded: false,
  };
}

function toResult({ status, headers = {}, body }: ControlAnswer): Result {
  const result = plain(status, body);
  return typeof body === "string"
    ? { ...result, headers: { ...headers }, body }
    : { ...result, headers: { ...result.headers, ...headers } };
}

function write(response: ServerResponse, result: Result) {
  const { statusCode, headers, cookies, body, isBase64Encoded } = result;
  response.writeHead(statusCode, {
    ...headers,
    ...(cookies.length > 0 && { "set-cookie": cookies }),
  });
  response.end(Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));
}
