/** Mailchimp: who joins an audience, leaves it, or changes what it knows of them. */
import * as z from "zod";
import type { ConsentClaim } from "#shared/domain/event.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { StatedClaim, Statement } from "#shared/domain/statement.ts";
import {
  type Answer,
  type AnswerMapping,
  FormSettings,
  isRecord,
  mappingOf,
  namedAnswers,
  readAnswers,
} from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel } from "./channel.ts";
import { textReply } from "./delivery.ts";
import { nestedForm } from "./formats/nested-form.ts";
import { fullName } from "./full-name.ts";
import {
  authenticatePathToken,
  generatePathToken,
  pathTokenAuthentication,
  PathTokenSecrets,
} from "./path-token.ts";

const Text = z.string().nullish();

const Data = z.looseObject({
  list_id: z.string().min(1),
  id: Text,
  new_id: Text,
  email: Text,
  new_email: Text,
  old_email: Text,
  action: Text,
  reason: Text,
  campaign_id: Text,
  merges: z.record(z.string(), z.unknown()).nullish(),
});
type Data = z.output<typeof Data>;

const Payload = z.looseObject({
  type: z.string().min(1),
  fired_at: z.string(),
  data: z.unknown().optional(),
});

export default defineChannel({
  name: "mailchimp",
  title: { en: "Mailchimp", zh: "Mailchimp 邮件营销" },
  group: "campaign",
  authentication: pathTokenAuthentication,
  trust: "token",
  confirmation: "provider's document",
  verifies: [],
  businessId: "type + fired_at + data[id] + data[list_id]",
  answer: {
    en: '`{"events":[ids]}`; to a GET an empty 200',
    zh: '`{"events":[ids]}`；对 GET 返回空的 200',
  },
  pathToken: true,
  format: nestedForm,
  bodyBytesMax: bodyBytesMaxDefault,
  /** `forms` are audiences, by their id; `fields` and theirs map merge tags. */
  settings: FormSettings,
  secrets: PathTokenSecrets,
  generateSecrets: generatePathToken,
  payload: Payload,

  /** mailchimp.com, sync-audience-data-webhooks: the address is asked when it is saved. */
  handshake(delivery, context) {
    if (delivery.method !== "GET") return undefined;
    const verdict = authenticatePathToken(delivery, context);
    return verdict.kind === "refused" ? verdict : { kind: "reply", reply: textReply("") };
  },

  authenticate: authenticatePathToken,

  normalise({ type, fired_at: firedAt, data: given }, { settings, fields }) {
    // How the sending of a campaign went, not what somebody did.
    if (type === "campaign") return [{ kind: "ping" }];
    const { data } = Data.safeParse(given);
    if (data === undefined) return [{ kind: "unclear", reason: "the data has an unknown shape" }];
    const addresses = addressesOf(type, data);
    if (addresses === undefined) {
      return [{ kind: "unclear", reason: "the type is not understood" }];
    }
    const { list_id: list } = data;
    const mapping = mappingOf(settings, list);
    const read = readAnswers(answersOf(data.merges ?? {}), mapping, fields);
    const id = data.id ?? data.new_id ?? addresses[0] ?? "";
    const statement: Statement = {
      businessId: `${type}:${firedAt}:${id}:${list}`,
      content: { type, firedAt, data },
      origin: list,
      kind: type,
      observedAt: timeOf(firedAt),
      claims: [...addresses.map(emailOf), ...nameOf(data, mapping), ...read.claims],
      identifiers: [...memberOf(data), ...read.identifiers],
      consents: [...read.consents, ...consentsOf(type, data)],
      tags: read.tags,
      extras: {
        ...read.extras,
        campaign: data.campaign_id,
        ...(type !== "subscribe" && { reason: data.reason }),
      },
    };
    return [{ kind: "statement", statement }];
  },
});

/** The one that is in use before the one that was; undefined where the type is none we know. */
function addressesOf(type: string, data: Data): (string | null | undefined)[] | undefined {
  if (type === "upemail") return [data.new_email, data.old_email];
  return /^(subscribe|unsubscribe|profile|cleaned)$/.test(type) ? [data.email] : undefined;
}

const emailOf = (value: string | null | undefined): StatedClaim => ({ field: "email", value });

/** Its own id of an address in an audience: with the address, it becomes another. */
function memberOf({ list_id: list, id, new_id: newId }: Data): StatedIdentifier[] {
  const value = id ?? newId;
  const namespace = `mailchimp:${list}`;
  return value ? [{ type: "external-id", namespace, value, verified: false }] : [];
}

/** Together, where a tenant says nothing else of the two tags that every audience has. */
function nameOf({ merges }: Data, mapping: AnswerMapping): StatedClaim[] {
  const own = ["FNAME", "LNAME"].every((tag) => !Object.hasOwn(mapping, tag));
  const value = fullName(textOf(merges?.["FNAME"]), textOf(merges?.["LNAME"]));
  return own ? [{ field: "fullName", value }] : [];
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

/**
 * Taken off the list by staff (`delete`) is not the customer's word; an address that is cleaned as
 * `abuse` is: whoever calls a message spam wants no other.
 */
function consentsOf(type: string, { action, reason }: Data): ConsentClaim[] {
  const granted = type === "subscribe";
  const withdrawn =
    (type === "unsubscribe" && action !== "delete") || (type === "cleaned" && reason === "abuse");
  return granted || withdrawn ? [{ purpose: "email-marketing", granted }] : [];
}

/** The merge tags that every audience begins with. */
const fieldsByTag = new Map([
  ["EMAIL", "email"],
  ["FNAME", "givenName"],
  ["LNAME", "familyName"],
  ["PHONE", "phone"],
  ["COMPANY", "company"],
  ["ADDRESS", "address"],
  ["INTERESTS", "interest"],
]);

/** Groups are repeated in `INTERESTS`, in words. */
function answersOf(merges: Readonly<Record<string, unknown>>): Answer[] {
  const { GROUPINGS: _, ...told } = merges;
  return namedAnswers(told, fieldsByTag).map(({ value, ...answer }) => ({
    ...answer,
    value: isRecord(value) ? addressOf(value) : value,
  }));
}

/** Mailchimp's only value with parts, by the names that the registry has for them. */
function addressOf(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { addr1, addr2, city, state, zip, country, ...others } = value;
  const street = [addr1, addr2].filter((line) => typeof line === "string" && line !== "");
  return { ...others, street: street.join(", "), city, province: state, postalCode: zip, country };
}

/** `2026-11-20 08:21:09`, in UTC. */
function timeOf(firedAt: string): Date {
  return new Date(`${firedAt.trim().replace(" ", "T")}Z`);
}
