/** A member of staff at the API: asks, and makes sure that each answer is what the route declares. */
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import * as z from "zod";
import { createApi } from "#functions/api/handler.ts";
import type { Role } from "#shared/domain/staff.ts";
import { findRoute } from "#functions/api/routes.ts";
import { ProblemView, Unauthorized } from "#functions/api/schemas.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import type { HttpEvent } from "#shared/lambda/http.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { type Message, openMessage } from "#shared/lambda/messages.ts";
import type { ApiStore } from "#functions/api/route.ts";
import { policy, privacy } from "#test/fixtures/events.ts";

export interface Asked {
  /** Undefined: nobody has signed in. */
  role?: Role | undefined;
  body?: unknown;
  /** Instead of a body: what is sent as it stands. */
  raw?: string;
  query?: Readonly<Record<string, string>>;
  /** Who it is, beside the role. */
  sub?: string;
  /** What the authorizer has verified, instead of a role. */
  claims?: Record<string, unknown>;
}

export interface Answered {
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
  text: string;
}

export const now = new Date("2026-03-09T08:00:00.000Z");

export function startApi(store: ApiStore, channels: Readonly<Record<string, unknown>> = {}) {
  const clock = { now };
  const lines: LogLine[] = [];
  const sent: string[] = [];
  const queue = { broken: false };
  const handler = createApi({
    tenant: {
      policy,
      privacy: { ...privacy, callbackHosts: ["listener.brook.cn"] },
      channels: { ...channels },
      retention: { quarantineDays: 30 },
    },
    store: async () => store,
    queue: {
      url: "https://queue.test/1/events",
      client: {
        send: async ({ input }: { input: { Entries: { MessageBody: string }[] } }) => {
          if (queue.broken) throw new Error("the queue does not answer");
          sent.push(...input.Entries.map(({ MessageBody }) => MessageBody));
          return {};
        },
      } as never,
    },
    candidates: { client: { send: async () => ({}) } as never, url: "https://queue.test/1/c" },
    publicBaseUrl: "https://hooks.brook.cn",
    now: () => clock.now,
    newId: () => personId(Date.now(), randomBytes(10)),
    jitter: () => 0,
    log: (line) => lines.push(line),
  });

  async function call(method: string, path: string, asked: Asked = {}): Promise<Answered> {
    const { body, raw = body === undefined ? undefined : JSON.stringify(body), query = {} } = asked;
    const role = "role" in asked ? asked.role : "steward";
    const claims = asked.claims ?? (role && { role, sub: asked.sub ?? "bo" });
    const event: HttpEvent = {
      routeKey: `${method} ${path}`,
      rawPath: path,
      rawQueryString: new URLSearchParams(query).toString(),
      headers: { "content-type": "application/json" },
      ...(raw !== undefined && { body: raw }),
      isBase64Encoded: false,
      requestContext: { http: { method }, ...(claims && { authorizer: { jwt: { claims } } }) },
    };
    const { statusCode = 0, headers = {}, body: text = "" } = await handler(event, {} as never);
    const answered = { status: statusCode, headers, body: JSON.parse(text) as unknown, text };
    checkDeclared(method, path, answered);
    return answered;
  }
  return {
    handler: (event: HttpEvent) => handler(event, {} as never),
    lines,
    sent,
    queue,
    clock,
    call,
    get: (path: string, asked: Asked = {}) => call("GET", path, asked),
    post: (path: string, body: unknown, asked: Asked = {}) =>
      call("POST", path, { ...asked, body }),
    messages: (): Message[] => sent.map((body) => openMessage(body, store.vault)),
  };
}

/** The answer has a status that its route declares, and exactly the members of that status's schema. */
function checkDeclared(method: string, path: string, { status, headers, body }: Answered): void {
  const isError = status === 401 || (status === 400 && path.startsWith("/opendsr/"));
  const mediaType = status < 300 || isError ? "application/json" : "application/problem+json";
  expect(headers["content-type"]).toBe(mediaType);
  const found = findRoute(method, path);
  if (status < 300 && found.kind !== "found") return;
  // These belong to the front door, whatever route is behind it.
  const everywhere = {
    401: Unauthorized,
    403: ProblemView,
    404: ProblemView,
    405: ProblemView,
    500: ProblemView,
  };
  const answers: Readonly<Record<number, z.ZodType>> = {
    ...everywhere,
    ...(found.kind === "found" && found.route.answers),
  };
  const schema = answers[status];
  if (schema === undefined) throw new Error(`${method} ${path} does not declare ${status}`);
  expect(schema.parse(body)).toEqual(body);
  if (status >= 300 && !isError)
    expect(z.object({ status: z.literal(status) }).safeParse(body).success).toBe(true);
}
