/** An action as the API takes it, read from its form. */
import * as z from "zod";
import { type Action, actions } from "#shared/domain/privacy/command.ts";
import { endOf } from "#shared/domain/privacy/day.ts";
import { HoldGround } from "#shared/domain/privacy/hold.ts";
import { Law } from "#shared/domain/privacy/law.ts";
import { DenialGround, IdentityMethod, Reason, Reference } from "#shared/domain/privacy/request.ts";
import type { Words } from "#shared/lambda/language.ts";
import { type Mistakes, readForm, written } from "../form.ts";
import type { When } from "../when.ts";
import { fieldWords as words } from "../words/actions.ts";

export type ReadAction =
  | { kind: "read"; body: Readonly<Record<string, unknown>> }
  | { kind: "mistaken"; mistakes: Mistakes };

export const actionNamed = (name: string | null): Action | undefined =>
  actions.find((action) => action === name);

/** Below the request's own address. */
export const pathOf = (action: Action): string =>
  action === "confirm-identity" ? "identity" : action;

export function readAction(action: Action, form: URLSearchParams, when: When): ReadAction {
  switch (action) {
    case "preview":
    case "resume":
      return { kind: "read", body: {} };
    case "approve":
      return { kind: "read", body: { roots: form.getAll("root").map(rootOf) } };
    case "choose":
      return read(Choice, { people: form.getAll("people") });
    case "confirm-identity":
      return read(Identity, sentOf(form, "method", "evidence", "outcome"));
    case "deny":
      return read(Denial, sentOf(form, "ground", "reason"));
    case "extend":
      return read(Extension, sentOf(form, "law", "reason"));
    case "cancel":
      return withoutSure(read(Cancellation, sentOf(form, "reason", "sure")));
    case "hold":
      return ending(read(holdFrom(when.today), sentOf(form, "ground", "reason", "until")), when);
  }
}

const Choice = z.object({ people: z.array(z.string()).min(1) });
const Identity = z.object({
  method: IdentityMethod,
  evidence: Reference,
  outcome: z.enum(["confirmed", "failed"]),
});
const Denial = z.object({ ground: DenialGround, reason: Reason });
const Extension = z.object({ law: Law, reason: Reason });
const Cancellation = z.object({ reason: Reason, sure: z.literal("yes") });
/** Days of one shape compare as strings. */
const holdFrom = (today: string) =>
  z.object({
    ground: HoldGround,
    reason: Reason,
    until: z.iso
      .date()
      .refine((day) => day >= today)
      .optional(),
  });

const expected: Readonly<Record<string, Words>> = {
  people: words.peopleMissing,
  method: words.methodMissing,
  evidence: words.evidenceMissing,
  outcome: words.outcomeMissing,
  ground: words.groundMissing,
  law: words.lawMissing,
  reason: words.reasonMissing,
  until: words.untilMissing,
  sure: words.sureMissing,
};

function read(schema: z.ZodObject, sent: Readonly<Record<string, unknown>>): ReadAction {
  const outcome = readForm(schema, sent, expected);
  return outcome.kind === "read" ? { kind: "read", body: outcome.value } : outcome;
}

const sentOf = (form: URLSearchParams, ...names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, written(form, name)]));

function withoutSure(outcome: ReadAction): ReadAction {
  if (outcome.kind === "mistaken") return outcome;
  const { sure: _confirmed, ...body } = outcome.body;
  return { kind: "read", body };
}

/** A day is held to its end, by the tenant's clock. */
function ending(outcome: ReadAction, { zone }: When): ReadAction {
  if (outcome.kind === "mistaken") return outcome;
  const { until, ...body } = outcome.body;
  return {
    kind: "read",
    body: typeof until === "string" ? { ...body, until: endOf(until, zone) } : body,
  };
}

/** `id:shapeVersion`, as the form of an approval holds it: what the officer has seen. */
function rootOf(text: string): { id: string; shapeVersion: number } {
  const at = text.lastIndexOf(":");
  return { id: text.slice(0, at), shapeVersion: Number(text.slice(at + 1)) };
}
