/** Files a request: from here on it has a number, and its clocks run. */
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import type { Identifier } from "#shared/domain/identifier.ts";
import type { Signed, Step } from "#shared/domain/privacy/command.ts";
import type { Law } from "#shared/domain/privacy/law.ts";
import type { PrivacyRequest } from "#shared/domain/privacy/request.ts";
import { requestId } from "#shared/domain/privacy/request-id.ts";
import { timingOf } from "#shared/domain/privacy/schedule.ts";
import { transition } from "#shared/domain/privacy/transition.ts";
import { keepRequest, readRequest, type StoredRequest } from "#shared/stores/privacy/requests.ts";
import { locate } from "./locate.ts";
import type { MoveContext } from "./move.ts";

export interface Filing {
  channel: PrivacyRequest["channel"];
  identifiers: readonly Identifier[];
  personId?: string | undefined;
  submittedAt?: string | undefined;
  laws?: readonly Law[] | undefined;
  suppress: boolean;
  reference?: string | undefined;
  note?: string | undefined;
  callbacks?: readonly string[];
  /** What the same filing is known by; without one each is a request of its own. */
  key: string | undefined;
  /** All that was said: under one key the same, or another request. */
  said: unknown;
}

export type Filed =
  | { kind: "filed" | "filed before"; stored: StoredRequest }
  | { kind: "another body" };

/** `unique`: something that nobody has used. */
export async function file(
  filing: Filing,
  { by, at, unique }: Signed & { unique: string },
  { store, privacy }: MoveContext,
): Promise<Filed> {
  const id = requestId(filing.channel, filing.key ?? unique);
  // Only its keyed hash is kept: it can be known again, and not be read.
  const filed = store.vault.eventKey(canonicalJson(filing.said));
  const { identifiers, note, callbacks = [] } = filing;
  const people = filing.personId === undefined ? [] : [filing.personId];
  const received = receivedOf(filing, { id, by, at, laws: filing.laws ?? privacy.laws });
  const located = transition(received, await locate({ identifiers, people }, store), { by, at });
  if (located.kind === "refused") throw new RangeError("a new request can always be located");
  const { request } = located;
  const steps: Step[] = [{ step: "received", by, at }, located.step];
  const dueAt = timingOf(request, at, privacy).due.at;
  const content = { identifiers: [...identifiers], ...(note !== undefined && { note }) };
  const kept = await keepRequest({ request, content, callbacks, filed, dueAt, steps }, store);
  if (kept) return { kind: "filed", stored: { request, version: 1, callbacks, filed, content } };
  const stored = await readRequest(id, store);
  if (stored?.filed !== filed) return { kind: "another body" };
  return { kind: "filed before", stored };
}

function receivedOf(
  { channel, submittedAt, suppress, reference }: Filing,
  { id, by, at, laws }: Signed & { id: string; laws: readonly Law[] },
): PrivacyRequest {
  return {
    id,
    type: "erasure",
    state: "received",
    filedBy: by,
    channel,
    submittedAt: submittedAt === undefined ? at : new Date(submittedAt).toISOString(),
    receivedAt: at,
    laws: [...new Set(laws)],
    pauses: [],
    extensions: {},
    escalated: 0,
    suppress,
    ...(reference !== undefined && { reference }),
    identity: { status: "unchecked" },
    candidates: [],
  };
}
