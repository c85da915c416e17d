/** What a route is: who may call it, what it takes, and what it answers. */
import type * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { Policy } from "#shared/domain/policy.ts";
import type { EngineContext } from "#shared/engine/resolve.ts";
import type { Candidates } from "#shared/lambda/candidates.ts";
import type { HttpResult } from "#shared/lambda/http.ts";
import type { Queue } from "#shared/lambda/messages.ts";
import type { Store } from "#shared/stores/tables.ts";

export const roles = ["viewer", "entry", "steward", "compliance", "auditor", "admin"] as const;
export type Role = (typeof roles)[number];

export interface Caller {
  role: Role;
  /** The `sub` of the token: who is named in decisions. */
  subject: string;
}

export interface ApiContext {
  policy: Policy;
  fields: FieldRegistry;
  /** Settings by enabled channel. */
  channels: Readonly<Record<string, unknown>>;
  store: Store;
  queue: Queue;
  engine: EngineContext;
  candidates: Pick<Candidates, "send">;
  now: () => Date;
}

export interface Call {
  path: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Parsed by the route's `body` schema. */
  body: unknown;
  caller: Caller;
}

export interface Route {
  method: "GET" | "POST";
  /** With `{name}` for each parameter. */
  path: string;
  /** Everybody else is refused. */
  roles: readonly Role[];
  summary: string;
  body?: z.ZodType;
  query?: z.ZodType;
  answers: Readonly<Record<number, z.ZodType>>;
  /** A request body that works on the demo data. */
  example?: unknown;
  handle(call: Call, context: ApiContext): Promise<HttpResult>;
}
