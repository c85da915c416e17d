/** Any telephone system: its call records as JSON, signed by the Standard Webhooks scheme. */
import * as z from "zod";
import { FormSettings, mappingOf, namedAnswers, readAnswers } from "./answers.ts";
import { isNumber } from "./call-party.ts";
import { bodyBytesMaxDefault, defineChannel, type Understanding } from "./channel.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import { json } from "./formats/json.ts";
import {
  authenticateStandard,
  generateStandardSecrets,
  standardAuthentication,
  StandardSecrets,
} from "./standard-webhooks.ts";

const Time = z.iso.datetime({ offset: true }).optional();

/**
 * One call. Whatever else is in it (`fullName`, `note`, the choice in a menu …) is an answer like
 * that of a form: mapped by the settings, or by the registry's names.
 */
const Call = z.looseObject({
  /** Of the call, the same in every record of it. */
  id: z.union([z.string().min(1).max(200), z.number()]),
  direction: z.enum(["inbound", "outbound", "internal"]),
  from: z.string(),
  to: z.string(),
  startedAt: Time,
  answeredAt: Time,
  endedAt: Time,
  /** How the network attests the caller's number (STIR/SHAKEN), where it does. */
  attestation: z.enum(["A", "B", "C"]).optional(),
});

/** The envelope that the Standard Webhooks specification recommends, around one call or a list. */
const Payload = z.looseObject({
  type: z.string().min(1).max(60),
  timestamp: Time,
  data: z.record(z.string(), z.unknown()),
});

export default defineChannel({
  name: "call-log",
  title: { en: "Call records", zh: "通话记录" },
  group: "call",
  authentication: standardAuthentication,
  trust: "signed",
  confirmation: "published vector",
  verifies: ["phone"],
  businessId: "data.id + type",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  // A day's records of a small company.
  bodyBytesMax: 4 * bodyBytesMaxDefault,
  /** `forms` by the company's own number, as the records write it. */
  settings: FormSettings,
  secrets: StandardSecrets,
  generateSecrets: generateStandardSecrets,
  payload: Payload,
  authenticate: authenticateStandard,

  normalise({ type, timestamp, data }, context) {
    if (type === "ping") return [{ kind: "ping" }];
    const calls: unknown[] = Array.isArray(data["calls"]) ? data["calls"] : [data];
    return calls.map((call) => understandCall(call, { ...context, type, timestamp }));
  },
});

interface Envelope {
  type: string;
  timestamp: string | undefined;
  settings: FormSettings;
  fields: FieldRegistry;
}

function understandCall(
  given: unknown,
  { type, timestamp, settings, fields }: Envelope,
): Understanding {
  const parsed = Call.safeParse(given);
  if (!parsed.success) return { kind: "unclear", reason: "one of the calls has an unknown shape" };
  const { id, direction, from, to, startedAt, answeredAt, endedAt, attestation, ...said } =
    parsed.data;
  const inbound = direction === "inbound";
  const [customer, company] = inbound ? [from, to] : [to, from];
  // Withheld, or between colleagues: the call says nothing about a customer.
  if (direction === "internal" || !isNumber(customer)) return { kind: "ping" };
  const observedAt = endedAt ?? answeredAt ?? startedAt ?? timestamp;
  const read = readAnswers(namedAnswers(said), mappingOf(settings, company), fields);
  return {
    kind: "statement",
    statement: {
      businessId: `${id}:${type}`,
      content: given,
      origin: company,
      kind: type,
      ...(observedAt && { observedAt: new Date(observedAt) }),
      ...read,
      claims: [
        {
          field: "phone",
          value: customer,
          // Level A alone says that it is the caller's own; where nobody attests, it is as shown.
          verified: inbound && (attestation ?? "A") === "A",
        },
        ...read.claims,
      ],
      extras: { ...read.extras, call_id: id, direction },
    },
  };
}
