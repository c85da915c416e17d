/** What a channel understood of a delivery, and how that becomes an event: the one place that normalises. */
import {
  claimsPerEventMax,
  type Claim,
  type ConsentClaim,
  type CustomerEvent,
  extrasPerEventMax,
  identifiersPerEventMax,
  type TagClaim,
  type Trust,
  tagsPerEventMax,
  valueLengthMax,
} from "./event.ts";
import { eventId } from "./event-id.ts";
import type { FieldRegistry } from "./field.ts";
import {
  compareStated,
  identifierText,
  namespaceRequired,
  type StatedIdentifier,
} from "./identifier.ts";
import { cleanText, clip } from "./normalise/text.ts";

/** A field as the provider sent it. `verified`: the provider proves that the customer holds it. */
export interface StatedClaim {
  field: string;
  value: string | number | boolean | null | undefined;
  verified?: boolean;
  /** An empty value means "no longer has one" instead of "was not asked". */
  removed?: boolean;
}

/** One customer's part of a delivery, in the words of the registry but not yet normalised. */
export interface Statement {
  /** The provider's own id of what happened; part of the event's id. */
  businessId: string;
  /** The parsed content that makes this event what it is; part of the event's id. */
  content: unknown;
  /** The form, shop or account inside the channel. */
  origin: string;
  kind: string;
  /** Where the provider gives no time, the time of receipt. */
  observedAt?: Date;
  claims: readonly StatedClaim[];
  /** Identifiers that are no field: openids, unionids, ids of a shop or a CRM. */
  identifiers?: readonly StatedIdentifier[];
  consents?: readonly ConsentClaim[];
  tags?: readonly TagClaim[];
  extras?: Readonly<Record<string, unknown>>;
}

export interface StatementContext {
  channel: string;
  trust: Trust;
  receivedAt: Date;
  fields: FieldRegistry;
  phoneRegion: string;
}

/** Builds the immutable event; drops what is empty, keeps what is invalid, bounds what has no end. */
export function toEvent(statement: Statement, context: StatementContext): CustomerEvent {
  const stated = statement.claims.flatMap((claim) => claimOf(claim, context) ?? []);
  return {
    id: eventId({
      channel: context.channel,
      businessId: statement.businessId,
      content: statement.content,
    }),
    channel: context.channel,
    source: clip(`${context.channel}:${cleanText(statement.origin) || "-"}`, 200),
    kind: clip(cleanText(statement.kind), 60) || "-",
    trust: context.trust,
    observedAt: observedOf(statement, context).toISOString(),
    receivedAt: context.receivedAt.toISOString(),
    identifiers: identifiersOf(statement, stated, context.fields),
    claims: onePerField(stated),
    consents: (statement.consents ?? [])
      .map(({ purpose, granted }) => ({ purpose: clip(cleanText(purpose), 60), granted }))
      .filter(({ purpose }) => isKey(purpose))
      .slice(0, 20),
    tags: (statement.tags ?? [])
      .map(({ tag, present }) => ({ tag: clip(cleanText(tag), 100), present }))
      .filter(({ tag }) => isKey(tag))
      .slice(0, tagsPerEventMax),
    extras: extrasOf(statement.extras ?? {}),
  };
}

/** The last moment whose ISO text still sorts as text. */
const observedMsMax = Date.UTC(9999, 11, 31);

/** A broken time, or the zero of somebody's empty column, is no time: then we were told on receipt. */
function observedOf({ observedAt }: Statement, { receivedAt }: StatementContext): Date {
  if (observedAt === undefined) return receivedAt;
  const ms = observedAt.getTime();
  return ms > 0 && ms < observedMsMax ? observedAt : receivedAt;
}

/** One claim per field: what is proved before what is said, a value before its removal, the first of equals. */
function onePerField(claims: readonly Claim[]): Claim[] {
  const byField = new Map<string, Claim>();
  for (const claim of claims) {
    const known = byField.get(claim.field);
    if (known === undefined || rankOf(claim) > rankOf(known)) byField.set(claim.field, claim);
  }
  return [...byField.values()].slice(0, claimsPerEventMax);
}

function rankOf(claim: Claim): number {
  if (!claim.valid) return 0;
  if (claim.removed) return 1;
  return claim.verified ? 3 : 2;
}

function claimOf(stated: StatedClaim, context: StatementContext): Claim | undefined {
  const field = context.fields.get(stated.field);
  if (field === undefined) throw new TypeError(`no field "${stated.field}" in the registry`);
  // Not cleaned yet: only the field's own normaliser knows whether its line breaks mean something.
  const raw = clip(String(stated.value ?? ""), valueLengthMax);
  const verified = stated.verified ?? false;
  const normalised = field.normalise(raw, { phoneRegion: context.phoneRegion });
  if (normalised.valid) {
    const value = clip(normalised.value, valueLengthMax);
    return { field: field.name, value, valid: true, verified };
  }
  const value = clip(cleanText(raw), valueLengthMax);
  if (value !== "") return { field: field.name, value, valid: false, verified: false };
  return stated.removed
    ? { field: field.name, value: "", valid: true, verified, removed: true }
    : undefined;
}

/**
 * Stated identifiers and every valid value of an identifying field, each once, verified if any
 * statement proves it. An order names two addresses, the account's and its own: both are the customer's.
 */
function identifiersOf(
  statement: Statement,
  claims: readonly Claim[],
  fields: FieldRegistry,
): StatedIdentifier[] {
  const fromFields = claims.flatMap((claim): StatedIdentifier[] => {
    const type = fields.get(claim.field)?.identifier;
    if (type === undefined || !claim.valid || claim.removed) return [];
    const namespace = type === "national-id" ? "CN" : "";
    return [{ type, namespace, value: claim.value, verified: claim.verified }];
  });
  const unique = new Map<string, StatedIdentifier>();
  for (const stated of [...(statement.identifiers ?? []), ...fromFields]) {
    const value = cleanText(stated.value);
    const namespace = cleanText(stated.namespace);
    if (value === "" || (namespaceRequired[stated.type] && namespace === "")) continue;
    if (value.length > 500 || namespace.length > 200) continue;
    const identifier = { type: stated.type, namespace, value, verified: stated.verified };
    const text = identifierText(identifier);
    if (!unique.get(text)?.verified) unique.set(text, identifier);
  }
  return [...unique.values()].sort(compareStated).slice(0, identifiersPerEventMax);
}

/** Whether a text may be a key of the record: `__proto__` would be lost in it, or worse. */
function isKey(text: string): boolean {
  return text !== "" && text !== "__proto__";
}

function extrasOf(stated: Readonly<Record<string, unknown>>): Record<string, string> {
  const extras: [string, string][] = [];
  for (const [question, answer] of Object.entries(stated)) {
    const key = clip(cleanText(question), 200);
    const value = clip(cleanText(answerText(answer)), valueLengthMax);
    if (isKey(key) && value !== "") extras.push([key, value]);
    if (extras.length === extrasPerEventMax) break;
  }
  return Object.fromEntries(extras);
}

/** Lists and objects as JSON rather than lost. */
function answerText(answer: unknown): string {
  if (typeof answer === "string") return answer;
  return answer === null || answer === undefined ? "" : JSON.stringify(answer);
}
