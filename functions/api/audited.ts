/** Nobody sees a personal value in clear, or decides anything, without a trace: no trace, no answer. */
import * as z from "zod";
import { knownIds, subjectsMax, type Told } from "#shared/domain/audit/entry.ts";
import { type HttpResult, tryAgain } from "#shared/lambda/http.ts";
import { errorName, type Log } from "#shared/lambda/log.ts";
import { seesClear } from "./caller.ts";
import type { ApiContext, AuditedDecision, AuditedRead, Call, Route } from "./route.ts";

interface Asked {
  route: Route;
  call: Call;
  log: Log;
}

export async function audited(asked: Asked, context: ApiContext): Promise<HttpResult> {
  const { route, call } = asked;
  const { audit } = route;
  if (audit === "nothing personal") return route.handle(call, context);
  const trail = openTrail({ ...asked, audit }, context);
  return audit.kind === "decision"
    ? decide(audit, { ...asked, trail }, context)
    : read(audit, { ...asked, trail }, context);
}

/** Answered once it is written who is shown it. */
async function read(
  audit: AuditedRead,
  { route, call, trail }: Asked & { trail: Trail },
  context: ApiContext,
): Promise<HttpResult> {
  const result = await route.handle(call, context);
  if (result.statusCode !== 200 || !seesClear(call.caller)) return result;
  const shown = audit.shown(JSON.parse(result.body ?? ""));
  if (shown === undefined) return result;
  const { count } = shown;
  const told = { kind: "read", status: 200, count, subjects: shown.subjects } as const;
  return (await trail.tell(told)) ? result : unavailable();
}

/**
 * Done once it is written that it will be: what is decided always has an entry, also where a crash
 * or a table out of reach keeps the second one from saying what came of it.
 */
async function decide(
  audit: AuditedDecision,
  { route, call, trail }: Asked & { trail: Trail },
  context: ApiContext,
): Promise<HttpResult> {
  const named = audit.named?.(call) ?? [];
  const decision = audit.decision?.(call);
  const told = { subjects: named, ...(decision !== undefined && { decision }) };
  if (!(await trail.tell({ ...told, kind: "deciding" }))) return unavailable();
  try {
    const result = await route.handle(call, context);
    const { statusCode: status } = result;
    const subjects = [...named, ...idsIn(result)];
    await trail.tell({ ...told, kind: "decided", subjects, ...(status && { status }) });
    return result;
  } catch (error) {
    await trail.tell({ ...told, kind: "decided", status: 500 });
    throw error;
  }
}

/** What answers about decisions are made of: ids. */
const Answered = z.object({
  id: z.string().optional(),
  decision: z.string().optional(),
  decisions: z.array(z.string()).default([]),
  settlement: z.string().optional(),
  person: z.string().optional(),
  people: z.array(z.string()).default([]),
  event: z.string().optional(),
  events: z.array(z.string()).default([]),
});

function idsIn({ body = "" }: HttpResult): string[] {
  const { data } = Answered.safeParse(JSON.parse(body));
  return Object.values(data ?? {}).flatMap((each) => each ?? []);
}

type Part = Pick<Told, "kind" | "status" | "count" | "decision"> & { subjects: readonly string[] };

interface Trail {
  /** Whether all of it is written. */
  tell(part: Part): Promise<boolean>;
}

function openTrail(
  { route, call, audit, log }: Asked & { audit: AuditedRead | AuditedDecision },
  context: ApiContext,
): Trail {
  const { role, subject: by } = call.caller;
  const identifier = audit.sought?.(call, context);
  const common = {
    request: context.engine.newId(),
    by,
    role,
    route: `${route.method} ${route.path}`,
    ...(identifier && { sought: context.store.vault.soughtHash(identifier) }),
  };
  return {
    async tell({ subjects, ...part }) {
      const ids = knownIds([...Object.values(call.path), ...subjects]);
      try {
        for (let at = 0; at === 0 || at < ids.length; at += subjectsMax) {
          const few = ids.slice(at, at + subjectsMax);
          await context.tellAudit({ ...common, ...part, subjects: few });
        }
        return true;
      } catch (error) {
        log({ outcome: "unaudited", part: part.kind, error: errorName(error) });
        return false;
      }
    },
  };
}

const unavailable = (): HttpResult =>
  tryAgain("This cannot be written to the audit, and so it is not done.");
