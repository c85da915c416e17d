/** Segment: who a visitor of websites and apps turned out to be, and what customers do there. */
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { StatedClaim } from "#shared/domain/statement.ts";
import {
  type Answer,
  AnswerMapping,
  isRecord,
  namedAnswers,
  readAnswers,
  removedClaims,
  scalarText,
} from "./answers.ts";
import {
  bodyBytesMaxDefault,
  defineChannel,
  RotatingSecret,
  type Understanding,
} from "./channel.ts";
import { json } from "./formats/json.ts";
import { fullName } from "./full-name.ts";
import { claimsOfLanding } from "./landing-page.ts";
import { authenticateSegment } from "./segment-signature.ts";

const Settings = z.strictObject({
  /** By the name of a trait; what a call tracks is no trait and goes by `properties.<name>`. */
  fields: AnswerMapping.default({}),
  /** Whose ids the user ids are: where other channels know the same ones, they meet. */
  userIds: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .default("segment"),
  /** Whether a browser's id names its user; who shares the browser is then taken for one. */
  browserIds: z.boolean().default(false),
  /** Whether the items of a batch count that Segment leaves unsigned: all but the first. */
  unsignedItems: z.boolean().default(false),
});

const Text = z.string().nullish();
const Traits = z.record(z.string(), z.unknown()).nullish();

const Call = z.looseObject({
  type: z.string().min(1),
  messageId: z.string().min(1),
  userId: z.union([z.string(), z.number()]).nullish(),
  anonymousId: Text,
  event: Text,
  timestamp: Text,
  traits: Traits,
  properties: Traits,
  context: z
    .looseObject({
      traits: Traits,
      locale: Text,
      campaign: z.looseObject({}).nullish(),
      page: z.looseObject({ url: Text, referrer: Text }).nullish(),
    })
    .nullish(),
});
type Call = z.output<typeof Call>;

export default defineChannel({
  name: "segment",
  title: { en: "Segment", zh: "Segment 数据平台" },
  group: "system",
  authentication: {
    en: "X-Signature: hex HMAC-SHA1 over the body. Of a batch over its first item: weak",
    zh: "X-Signature：请求体的十六进制 HMAC-SHA1。批量推送只签第一项：弱",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: [],
  businessId: "messageId",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  // Batches; a tenant sets their size where the destination is configured.
  bodyBytesMax: 4 * bodyBytesMaxDefault,
  settings: Settings,
  secrets: z.strictObject({ sharedSecret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ sharedSecret: randomBytes(32).toString("hex") }),
  payload: z.union([z.array(z.unknown()), z.looseObject({ type: z.string() })]),

  authenticate: (delivery, { secrets }) => authenticateSegment(delivery, secrets.sharedSecret),

  normalise(payload, { settings, fields, trust }) {
    const items = Array.isArray(payload) ? payload : [payload];
    const taken = trust === "signed" || settings.unsignedItems ? items : items.slice(0, 1);
    const understood = taken.map((item): Understanding => {
      const call = Call.safeParse(item);
      return call.success
        ? understand(call.data, { settings, fields })
        : { kind: "unclear", reason: "a call has an unknown shape" };
    });
    return taken.length < items.length
      ? [...understood, { kind: "unclear", reason: "the further items of a batch are not signed" }]
      : understood;
  },
});

interface Reading {
  settings: z.output<typeof Settings>;
  fields: FieldRegistry;
}

function understand(call: Call, reading: Reading): Understanding {
  // Where somebody was, and which company they belong to, says nothing about who they are.
  if (/^(page|screen|group)$/.test(call.type)) return { kind: "ping" };
  if (!/^(identify|track)$/.test(call.type)) {
    return { kind: "unclear", reason: "the kind of call is not understood" };
  }
  const identifiers = identifiersOf(call, reading);
  const traits = traitsOf(call);
  // Nobody in particular: a visitor of whom nothing is known yet.
  if (identifiers.length === 0 && Object.keys(traits).length === 0) return { kind: "ping" };
  const { type, messageId, event, properties, timestamp } = call;
  const answers = answersOf(traits, properties ?? {});
  const read = readAnswers(answers, reading.settings.fields, reading.fields);
  const emptied = answers.filter(({ value }) => value === null);
  return {
    kind: "statement",
    statement: {
      businessId: messageId,
      // Not the envelope: it tells when it was sent and received.
      content: [type, event, call.userId, call.anonymousId, traits, properties, timestamp],
      origin: "-",
      kind: event ? `${type} ${event}` : type,
      ...(timestamp && { observedAt: new Date(timestamp) }),
      ...read,
      identifiers: [...identifiers, ...read.identifiers],
      claims: [
        ...claimsOfName(traits),
        ...read.claims,
        ...claimsOfContext(call),
        // To set a trait to null is how Segment has it taken away.
        ...removedClaims(emptied, reading.settings.fields, reading.fields),
      ],
    },
  };
}

/** What the page said: anybody can call a website's Segment, so nothing is proved. */
function identifiersOf(
  { userId, anonymousId }: Call,
  { settings: { userIds, browserIds } }: Reading,
): StatedIdentifier[] {
  const ids = [
    { namespace: userIds, value: scalarText(userId) },
    { namespace: `${userIds}-browser`, value: browserIds ? scalarText(anonymousId) : "" },
  ];
  return ids.flatMap(({ namespace, value }) =>
    value === "" ? [] : [{ type: "external-id", namespace, value, verified: false }],
  );
}

/** An `identify` has them itself, every other call in its context. */
function traitsOf({ type, traits, context }: Call): Record<string, unknown> {
  return { ...context?.traits, ...(type === "identify" && traits) };
}

/** The names that Segment reserves: https://segment.com/docs/connections/spec/identify/#traits */
const reserved = new Map([
  ["firstName", "givenName"],
  ["first_name", "givenName"],
  ["lastName", "familyName"],
  ["last_name", "familyName"],
  ["username", "nickname"],
  ["title", "jobTitle"],
  ["description", "note"],
  ["address", "address"],
  // Read on its own.
  ["name", "ignore"],
  ["avatar", "ignore"],
]);

function answersOf(traits: Record<string, unknown>, properties: Record<string, unknown>): Answer[] {
  return [
    ...namedAnswers(traits, reserved).map((answer) => ({
      ...answer,
      value: traitValue(answer.label, answer.value),
    })),
    // An invitation has an e-mail as well: of somebody else. Only a mapping makes one the customer's.
    ...namedAnswers(properties).map((answer) => ({
      ...answer,
      keys: [`properties.${answer.label}`],
    })),
  ];
}

function traitValue(name: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (name === "company") return value["name"];
  if (name !== "address") return value;
  const { state, province = state, postalCode, postal_code: code = postalCode, ...rest } = value;
  return { ...rest, province, postalCode: code };
}

function claimsOfName(traits: Record<string, unknown>): StatedClaim[] {
  const text = (...names: string[]) => names.map((name) => scalarText(traits[name])).find(Boolean);
  const composed = fullName(text("firstName", "first_name"), text("lastName", "last_name"));
  return [{ field: "fullName", value: text("name") ?? composed }];
}

/** A campaign stands in the context of the pages that it led to. */
function claimsOfContext({ context }: Call): StatedClaim[] {
  const { campaign, page, locale } = context ?? {};
  return [
    { field: "language", value: locale },
    { field: "referrer", value: page?.referrer },
    ...(campaign ? claimsOfLanding(page?.url) : []),
    { field: "utmCampaign", value: scalarText(campaign?.["name"]) },
    { field: "utmSource", value: scalarText(campaign?.["source"]) },
    { field: "utmMedium", value: scalarText(campaign?.["medium"]) },
    { field: "utmTerm", value: scalarText(campaign?.["term"]) },
    { field: "utmContent", value: scalarText(campaign?.["content"]) },
  ];
}
