/** Requests that nobody filed, and the persons they are about. */
import type { Command, CommandOf, Signed } from "#shared/domain/privacy/command.ts";
import { PrivacyRequest, type Preview, type Root } from "#shared/domain/privacy/request.ts";
import { transition } from "#shared/domain/privacy/transition.ts";

export const minute = (count: number): string =>
  new Date(Date.UTC(2026, 2, 9, 8, count)).toISOString();

export const received: PrivacyRequest = PrivacyRequest.parse({
  id: "req_000000000000000000000000001",
  type: "erasure",
  state: "received",
  filedBy: "ann",
  channel: "api",
  submittedAt: minute(0),
  receivedAt: minute(0),
  laws: ["gdpr"],
  pauses: [],
  extensions: {},
  escalated: 0,
  suppress: false,
  identity: { status: "unchecked" },
  candidates: [],
});

export const previewOf = (roots: readonly Root[], holds = 0): Preview => ({
  at: minute(0),
  people: roots.map((root) => ({
    ...root,
    events: 3,
    identifiers: 2,
    channels: { website: 3 },
    contested: 0,
    generic: 0,
    sharedWith: 0,
  })),
  holds,
  unknownIdentifiers: 0,
});

export const confirmed: CommandOf<"confirm-identity"> = {
  kind: "confirm-identity",
  method: "document",
  evidence: "CASE-1",
  outcome: "confirmed",
};

/** Throws where a command is refused: what a test begins with has to be true. */
export function after(
  request: PrivacyRequest,
  ...commands: readonly (Command | [Command, Partial<Signed>])[]
): PrivacyRequest {
  return commands.reduce((now, each) => {
    const [command, signed] = Array.isArray(each) ? each : [each, {}];
    const moved = transition(now, command, { by: "ann", at: minute(0), ...signed });
    if (moved.kind === "refused") throw new Error(`${command.kind}: ${moved.reason}`);
    return moved.request;
  }, request);
}
