/** The staff API's front door: finds the route, asks who is calling, checks what was sent. */
import middy from "@middy/core";
import type * as z from "zod";
import type { Told } from "#shared/domain/audit/entry.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import {
  bodyBytes,
  type HttpEvent,
  type HttpResult,
  json,
  type Problem,
  problem,
  unauthorized,
} from "#shared/lambda/http.ts";
import type { Log } from "#shared/lambda/log.ts";
import type { Queue } from "#shared/lambda/messages.ts";
import type { CandidateQueue } from "#shared/lambda/candidate-messages.ts";
import { collectCandidates } from "#shared/lambda/candidates.ts";
import { problems } from "#shared/lambda/problems.ts";
import type { TenantSlice } from "#shared/lambda/tenant.ts";
import { appendAudit } from "#shared/stores/audit.ts";
import { audited } from "./audited.ts";
import { callerOf } from "./caller.ts";
import { openApi } from "./openapi.ts";
import type { ApiContext, ApiStore, Route } from "./route.ts";
import { certificate, certificateRequest, discovery } from "./opendsr.ts";
import { findRoute, type FoundRoute } from "./routes.ts";

export interface ApiPorts {
  tenant: TenantSlice;
  store: () => Promise<ApiStore>;
  queue: Omit<Queue, "vault">;
  /** Where it says who should be compared with others. */
  candidates: CandidateQueue;
  /** What machines call. */
  publicBaseUrl: string;
  now: () => Date;
  newId: () => string;
  /** Uniform in [0, 1). */
  jitter: () => number;
  log: Log;
}

/** More than any request of this API needs. */
const bodyBytesMax = 64 * 1024;

export function createApi(ports: ApiPorts) {
  const { policy, privacy, channels } = ports.tenant;
  const fields = fieldRegistry(policy);
  const openContext = async (): Promise<ApiContext> => {
    const store = await ports.store();
    const queue = { ...ports.queue, vault: store.vault };
    const candidates = collectCandidates({ queue: ports.candidates, store, log: ports.log });
    const { onCommitted, onSettled } = candidates;
    const { now, newId, jitter } = ports;
    const engine = { store, policy, fields, now, newId, jitter, onCommitted, onSettled };
    const audit = { store, tenant: policy.tenant, now, jitter };
    const tellAudit = (told: Told) => appendAudit(told, audit);
    const { publicBaseUrl } = ports;
    const tenant = { policy, privacy, fields, channels, publicBaseUrl };
    return { ...tenant, store, queue, engine, candidates, tellAudit, now };
  };
  return middy<HttpEvent, HttpResult>()
    .use(problems(ports.log))
    .handler(async (event: HttpEvent) => {
      const found = findRoute(event.requestContext.http.method, event.rawPath);
      const result = await answer(event, found, { ...ports, openContext });
      const route = found.kind === "found" ? `${found.route.method} ${found.route.path}` : "-";
      ports.log({ outcome: "answered", route, status: result.statusCode });
      return result;
    });
}

interface Front extends Pick<ApiPorts, "publicBaseUrl" | "log"> {
  openContext: () => Promise<ApiContext>;
}

async function answer(
  event: HttpEvent,
  found: FoundRoute,
  { openContext, publicBaseUrl, log }: Front,
): Promise<HttpResult> {
  if (found.kind === "health") return json(200, { status: "ok" });
  if (found.kind === "contract") return json(200, openApi());
  if (found.kind === "discovery") return discovery(publicBaseUrl);
  if (found.kind === "certificate") return certificate(await openContext());
  if (found.kind === "certificate request") return certificateRequest(await openContext());
  const caller = callerOf(event);
  if (caller === undefined) return unauthorized;
  if (found.kind === "unknown") return problem({ status: 404, title: "There is no such address." });
  if (found.kind === "other method") {
    return problem({ status: 405, title: "This address does not take this method." });
  }
  const { route, path } = found;
  if (!route.roles.includes(caller.role)) {
    return problem({ status: 403, title: "Your role may not do this." });
  }
  const body = readBody(event, route);
  if (body.kind === "refused") return (route.refuse ?? problem)(body.problem);
  const query = new URLSearchParams(event.rawQueryString);
  const asked = route.query?.safeParse(Object.fromEntries(query));
  if (asked?.success === false) {
    return problem({ status: 400, title: "The query cannot be read.", detail: told(asked.error) });
  }
  const context = await openContext();
  const call = { path, query, body: body.value, bytes: bodyBytes(event), caller };
  const result = await audited({ route, call, log }, context);
  await context.candidates.send();
  return result;
}

type Body = { kind: "read"; value: unknown } | { kind: "refused"; problem: Problem };

function readBody(event: HttpEvent, { body: schema }: Route): Body {
  if (schema === undefined) return { kind: "read", value: undefined };
  const bytes = bodyBytes(event);
  if (bytes.length > bodyBytesMax) {
    const detail = "Send 64 KiB at most.";
    return { kind: "refused", problem: { status: 413, title: "The body is too large.", detail } };
  }
  const title = "The body cannot be read.";
  const value = parseJson(bytes.toString());
  if (value === undefined) {
    return { kind: "refused", problem: { status: 400, title, detail: "It is not JSON." } };
  }
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { kind: "read", value: parsed.data }
    : { kind: "refused", problem: { status: 400, title, detail: told(parsed.error) } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where it is wrong and what is expected there, never what was sent: keys may be personal too. */
function told({ issues }: z.ZodError): string {
  return issues
    .map(({ path, code, message }) => {
      const what = code === "unrecognized_keys" ? "has a key that is not known" : message;
      return `${path.map(String).join(".") || "body"}: ${what}`;
    })
    .join("; ");
}
