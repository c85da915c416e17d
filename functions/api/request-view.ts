/** A request as officers and auditors see it. */
import type { Identifier } from "#shared/domain/identifier.ts";
import { maskIdentifier } from "#shared/domain/mask.ts";
import { type Clock, extensionRefusal } from "#shared/domain/privacy/clock.ts";
import { restrictedBy } from "#shared/domain/privacy/request.ts";
import { timingOf } from "#shared/domain/privacy/schedule.ts";
import { actionsOf } from "#shared/domain/privacy/transition.ts";
import type { RequestSummary, RequestView } from "#shared/domain/privacy/view.ts";
import { stepWords } from "#shared/domain/privacy/words.ts";
import type { Role } from "#shared/domain/staff.ts";
import { type ListedRequest, readSteps } from "#shared/stores/privacy/lists.ts";
import type { StoredRequest } from "#shared/stores/privacy/requests.ts";
import { readTasks } from "#shared/stores/privacy/tasks.ts";
import type { ApiContext, Caller } from "./route.ts";

/** Who works on requests. */
export const officers: readonly Role[] = ["compliance", "admin"];
/** Who may see what becomes of them. */
export const readers: readonly Role[] = [...officers, "auditor"];

type Now = Pick<ApiContext, "privacy" | "now">;

export function summaryOf(request: ListedRequest, { privacy, now }: Now): RequestSummary {
  const { id, type, state, filedBy, channel, submittedAt, receivedAt, endedAt, reference } =
    request;
  const { due, escalation } = timingOf(request, endedAt ?? now().toISOString(), privacy);
  const { usedPercent, level } = escalation;
  return {
    id,
    type,
    state,
    filedBy,
    channel,
    submittedAt,
    receivedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(reference !== undefined && { reference }),
    due: { ...due, usedPercent, escalation: level },
  };
}

export async function viewOf(
  stored: StoredRequest,
  caller: Caller,
  context: ApiContext,
): Promise<RequestView> {
  const { request, content } = stored;
  const { store, privacy } = context;
  const now = context.now().toISOString();
  const { clocks } = timingOf(request, now, privacy);
  const works = officers.includes(caller.role);
  const steps = await readSteps(request.id, store);
  const pending = (await readTasks("restriction", store, request.id)).length > 0;
  const extendable = clocks.some((clock) => extensionRefusal(clock, now) === undefined);
  return {
    ...summaryOf(request, context),
    masked: !works,
    clocks: clocks.map((clock) => clockView(clock, now)),
    identity: request.identity,
    identifiers: (content?.identifiers ?? []).map((each) => identifierView(each, works)),
    ...(works && content?.note !== undefined && { note: content.note }),
    suppress: request.suppress,
    candidates: request.candidates,
    mustChoose: request.chosen === undefined,
    chosen: request.chosen ?? [],
    restriction: { people: [...restrictedBy(request)], pending },
    ...(request.preview && { preview: request.preview }),
    ...(request.approval && { approval: request.approval }),
    ...(request.denial && { denial: request.denial }),
    ...(request.cancellation && { cancellation: request.cancellation }),
    ...(request.hold && { hold: request.hold }),
    ...(request.erasure && { erasure: request.erasure }),
    steps: steps.map((step) => ({ ...step, words: stepWords[step.step] })),
    actions: works ? actionsOf(request, { by: caller.subject, extendable }) : [],
  };
}

function clockView(clock: Clock, now: string): RequestView["clocks"][number] {
  const { pausedDays: _counted, ...told } = clock;
  return { ...told, extendable: extensionRefusal(clock, now) === undefined };
}

function identifierView(
  identifier: Identifier,
  clear: boolean,
): RequestView["identifiers"][number] {
  const { type, namespace, value } = identifier;
  return {
    type,
    ...(namespace !== "" && { namespace }),
    value: clear ? value : maskIdentifier(identifier),
  };
}
