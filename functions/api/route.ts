/** What a route is: who may call it, what it takes, and what it answers. */
import type * as z from "zod";
import type { Told } from "#shared/domain/audit/entry.ts";
import type { Identifier } from "#shared/domain/identifier.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { Policy } from "#shared/domain/policy.ts";
import type { PrivacyPolicy } from "#shared/domain/privacy/policy.ts";
import type { Role } from "#shared/domain/staff.ts";
import type { EngineContext } from "#shared/engine/resolve.ts";
import type { Candidates } from "#shared/lambda/candidates.ts";
import type { HttpResult, Problem } from "#shared/lambda/http.ts";
import type { Queue } from "#shared/lambda/messages.ts";
import type { AuditStore, QualityStore, Store } from "#shared/stores/tables.ts";

export interface Caller {
  role: Role;
  /** The `sub` of the token: who is named in decisions. */
  subject: string;
}

/** The tenant's tables, the audit's, and that of quality. */
export type ApiStore = Store & AuditStore & QualityStore;

export interface ApiContext {
  policy: Policy;
  privacy: PrivacyPolicy;
  fields: FieldRegistry;
  /** Settings by enabled channel. */
  channels: Readonly<Record<string, unknown>>;
  store: ApiStore;
  queue: Queue;
  engine: EngineContext;
  candidates: Pick<Candidates, "send">;
  /** Throws where it cannot be written. */
  tellAudit: (told: Told) => Promise<unknown>;
  now: () => Date;
  publicBaseUrl: string;
}

export interface Call {
  path: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Parsed by the route's `body` schema. */
  body: unknown;
  /** The body as it came. */
  bytes: Buffer;
  caller: Caller;
}

/** Who is shown in clear by an answer: ids, and how many records. */
export interface Shown {
  subjects: readonly string[];
  count: number;
}

/** Answers personal values to whoever may see them in clear. */
export interface AuditedRead {
  kind: "read";
  /** Of the answer's body; undefined where it holds no value. */
  shown(answer: unknown): Shown | undefined;
  sought?(call: Call, context: ApiContext): Identifier | undefined;
}

/** Changes something in somebody's name. */
export interface AuditedDecision {
  kind: "decision";
  /** What it is about, as the request says, beside the address. */
  named?(call: Call): readonly string[];
  decision?(call: Call): string;
  sought?(call: Call, context: ApiContext): Identifier | undefined;
}

export interface Route {
  method: "GET" | "POST" | "DELETE";
  /** With `{name}` for each parameter. */
  path: string;
  /** Everybody else is refused. */
  roles: readonly Role[];
  summary: string;
  body?: z.ZodType;
  query?: z.ZodType;
  /** How it words what it refuses; default: as a problem. */
  refuse?: (problem: Problem) => HttpResult;
  answers: Readonly<Record<number, z.ZodType>>;
  /** Each route has to say it: what it says nothing of, nobody would ever know. */
  audit: AuditedRead | AuditedDecision | "nothing personal";
  /** A request body that works on the demo data. */
  example?: unknown;
  handle(call: Call, context: ApiContext): Promise<HttpResult>;
}
