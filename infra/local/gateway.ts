/** The HTTP API on this machine: the template's routes, payload 2.0, staff tokens for loopback. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod";
import type { HttpEvent } from "#shared/lambda/http.ts";
import type { LocalRoute } from "./deployment.ts";
import { closeServer, listen } from "./listen.ts";
import type { Runtime } from "./runtime.ts";

export interface Gateway {
  port: number;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  port: number;
  routes: readonly LocalRoute[];
  runtime: Runtime;
  /** What only the embedded run has, such as its clock; undefined = not its business. */
  control: (method: string, path: string, body: Buffer) => Promise<object | undefined>;
}

/** API Gateway's own limit. */
const bodyBytesMax = 10 * 1024 * 1024;

const Result = z.object({
  statusCode: z.number().default(200),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(""),
});
type Result = z.output<typeof Result>;

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const routes = options.routes.map(compile);
  const server = createServer((request, response) => {
    void serve(request, { ...options, routes })
      .catch((): Result => plain(500, "Internal Server Error"))
      .then((result) => write(response, result));
  });
  // Staff tokens are only words here, so nobody but this machine may speak to it.
  const port = await listen(server, { host: "127.0.0.1", port: options.port });
  return { port, stop: () => closeServer(server) };
}

interface CompiledRoute extends LocalRoute {
  method: string;
  pattern: RegExp;
}

/** `{name}` takes one segment, `{name+}` all that is left. Literal routes are looked at first. */
function compile(route: LocalRoute): CompiledRoute {
  const [method = "", path = ""] = route.key.split(" ");
  const pattern = path.replace(/\{(\w+)\+\}/g, "(?<$1>.+)").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return { ...route, method, pattern: new RegExp(`^${pattern}$`) };
}

async function serve(
  request: IncomingMessage,
  { routes, runtime, control }: Omit<GatewayOptions, "routes"> & { routes: CompiledRoute[] },
): Promise<Result> {
  const body = await readBody(request);
  if (body === undefined) return plain(413, "Request Entity Too Large");
  const [path = "/", query = ""] = splitOnce(request.url ?? "/", "?");
  const method = request.method ?? "GET";
  const controlled = await control(method, path, body);
  if (controlled !== undefined) return plain(200, controlled);

  const route = routes.find((each) => each.method === method && each.pattern.test(path));
  if (route === undefined) return plain(404, "Not Found");
  const claims = staffClaims(request.headers.authorization);
  if (route.staffOnly && claims === undefined) return plain(401, "Unauthorized");
  const event: HttpEvent & { version: string } = {
    version: "2.0",
    routeKey: route.key,
    rawPath: path,
    rawQueryString: query,
    headers: joinedHeaders(request),
    requestContext: {
      http: { method },
      ...(route.staffOnly && claims && { authorizer: { jwt: { claims } } }),
    },
    pathParameters: { ...route.pattern.exec(path)?.groups },
    ...encodedBody(body, request.headers["content-type"]),
  };
  return Result.parse(await runtime.invoke(route.functionName, event));
}

/** `Bearer local:<role>:<user>` stands for a token of the tenant's identity provider. */
function staffClaims(authorization: string | undefined): Record<string, string> | undefined {
  const match = /^Bearer local:([a-z]+):([\w.@-]{1,100})$/.exec(authorization ?? "");
  return match === null ? undefined : { role: match[1] ?? "", sub: match[2] ?? "" };
}

/** As API Gateway does: text stays text, forms and everything else travel as base64. */
function encodedBody(body: Buffer, contentType = ""): Pick<HttpEvent, "body" | "isBase64Encoded"> {
  const isText = /^(text\/|application\/(json|xml|javascript))/.test(contentType);
  const text = body.toString("utf8");
  return isText && Buffer.from(text).equals(body)
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

function joinedHeaders({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [name, (values ?? []).join(",")]),
  );
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function plain(statusCode: number, body: string | object): Result {
  return {
    statusCode,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(typeof body === "string" ? { message: body } : body),
  };
}

function write(response: ServerResponse, { statusCode, headers, body }: Result): void {
  response.writeHead(statusCode, headers);
  response.end(body);
}
