/** Salesforce outbound messages: contacts, leads and person accounts, as a flow of theirs sends them. */
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { type Answer, AnswerMapping, isRecord, readAnswers, scalarText } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, type Understanding } from "./channel.ts";
import { xmlReply } from "./delivery.ts";
import { xml } from "./formats/xml.ts";
import { fullName } from "./full-name.ts";
import { authenticatePathToken, generatePathToken, PathTokenSecrets } from "./path-token.ts";

/** Of 15 characters, or 18 with a checksum. */
const OrganizationId = z.string().regex(/^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/);

const Settings = z.strictObject({
  /** A copy of an organisation, such as a sandbox, sends to the same address: only these count. */
  organizations: z.array(OrganizationId).default([]),
  /** By the API name of a field, such as `Tier__c`. */
  fields: AnswerMapping.default({}),
});

/** Salesforce goes on for a day until it hears exactly this. */
const acknowledgement =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
  '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack>' +
  "</notificationsResponse></soapenv:Body></soapenv:Envelope>";

export default defineChannel({
  name: "salesforce-outbound",
  title: { en: "Salesforce", zh: "Salesforce 客户管理" },
  group: "system",
  authentication: {
    en: "unguessable token in the address, and the organisation's id in the message",
    zh: "地址中有一段无法猜到的令牌，消息中有组织的编号",
  },
  trust: "token",
  confirmation: "provider's document",
  verifies: [],
  businessId: "Notification/Id",
  answer: "SOAP `<Ack>true</Ack>`",
  pathToken: true,
  format: xml,
  // A message holds up to a hundred notifications.
  bodyBytesMax: 4 * bodyBytesMaxDefault,
  settings: Settings,
  secrets: PathTokenSecrets,
  generateSecrets: generatePathToken,
  payload: z.looseObject({}),
  authenticate: authenticatePathToken,

  // The message may hold a session id as well, with which one could call Salesforce: never read here.
  normalise(payload, { settings, fields }) {
    const message = element(element(element(payload, "Envelope"), "Body"), "notifications");
    const organization = scalarText(element(message, "OrganizationId"));
    if (!OrganizationId.safeParse(organization).success) {
      return [{ kind: "unclear", reason: "the message has an unknown shape" }];
    }
    if (!settings.organizations.some((known) => short(known) === short(organization))) {
      return [{ kind: "unclear", reason: "the organisation is not configured" }];
    }
    const notifications = [element(message, "Notification") ?? []].flat();
    const reading = { organization: short(organization), mapping: settings.fields, fields };
    return notifications.map((notification) => understand(notification, reading));
  },

  reply: () => xmlReply(acknowledgement),
});

/** The last three characters only guard the capitals of the others. */
function short(organization: string): string {
  return organization.slice(0, 15);
}

/** Prefixes are the sender's to choose: elements go by their local names. */
function element(parent: unknown, name: string): unknown {
  return isRecord(parent)
    ? Object.entries(parent).find(([key]) => localName(key) === name)?.[1]
    : undefined;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

interface Reading {
  organization: string;
  mapping: AnswerMapping;
  fields: FieldRegistry;
}

/** The first three characters of an id say what it is the id of. */
const objects = new Map([
  ["003", "Contact"],
  ["00Q", "Lead"],
  ["001", "Account"],
]);

function understand(notification: unknown, reading: Reading): Understanding {
  const businessId = scalarText(element(notification, "Id"));
  const sent = element(notification, "sObject");
  if (businessId === "" || !isRecord(sent)) {
    return { kind: "unclear", reason: "a notification has an unknown shape" };
  }
  const record = new Map(
    Object.entries(sent).map(([name, value]) => [localName(name), scalarText(value)]),
  );
  const id = record.get("Id") ?? "";
  const kind = objects.get(id.slice(0, 3));
  if (kind === undefined) return { kind: "unclear", reason: "the object is no person" };
  if (record.get("IsDeleted") === "true") {
    return { kind: "unclear", reason: "a record was deleted there" };
  }
  // A company; what makes an account a person is that it has a family name.
  if (kind === "Account" && !record.get("LastName")) return { kind: "ping" };
  const changedAt = record.get("SystemModstamp") || record.get("LastModifiedDate");
  const read = readAnswers(answersOf(record), reading.mapping, reading.fields);
  // A lead that was converted goes on as a contact, and a person's account has one behind it.
  const contacts = ["ConvertedContactId", "PersonContactId"].map((name) => record.get(name) ?? "");
  return {
    kind: "statement",
    statement: {
      businessId,
      content: Object.fromEntries(record),
      origin: reading.organization,
      kind,
      ...(changedAt && { observedAt: new Date(changedAt) }),
      ...read,
      identifiers: [...recordsOf([id, ...contacts], reading), ...read.identifiers],
      claims: [{ field: "fullName", value: nameOf(record) }, ...read.claims],
      consents: [...read.consents, ...optOutsOf(record)],
    },
  };
}

type SalesforceRecord = ReadonlyMap<string, string>;

/** Records of a CRM: nobody signs in with them. */
function recordsOf(ids: readonly string[], { organization }: Reading): StatedIdentifier[] {
  const namespace = `salesforce:${organization}`;
  return ids.flatMap((value) =>
    value === "" ? [] : [{ type: "external-id", namespace, value, verified: false }],
  );
}

function nameOf(record: SalesforceRecord): string | undefined {
  return fullName(record.get("FirstName"), record.get("LastName")) || record.get("Name");
}

/** What Salesforce itself keeps of every record, its links to others, and who else may be called. */
const technical =
  /^(Id|.+Id|Is[A-Z]\w*|System\w+|Created\w+|LastModified\w+|Last(Viewed|Referenced|Activity|CURequest|CUUpdate)Date|PhotoUrl|Jigsaw\w*|Assistant\w+)$/;

function answersOf(record: SalesforceRecord): Answer[] {
  return [...record].map(([name, value]) => ({
    keys: [name],
    label: name,
    value,
    otherwise:
      standardFields.get(name.replace(/^Person/, "")) ??
      (technical.test(name) ? "ignore" : undefined),
  }));
}

/** A yes means no; a no means nothing, for nobody may ever have asked. */
function optOutsOf(record: SalesforceRecord) {
  const isOut = (name: string) =>
    [name, `Person${name}`].some((each) => record.get(each) === "true");
  return [
    { purpose: "email-marketing", isWithdrawn: isOut("HasOptedOutOfEmail") },
    { purpose: "phone-marketing", isWithdrawn: isOut("DoNotCall") },
  ].flatMap(({ purpose, isWithdrawn }) => (isWithdrawn ? [{ purpose, granted: false }] : []));
}

/** Fields that every organisation has, of contacts and leads; person accounts write `Person` before them. */
const standardFields = new Map([
  ["FirstName", "givenName"],
  ["LastName", "familyName"],
  ["Email", "email"],
  ["Phone", "phone"],
  ["MobilePhone", "phone"],
  ["HomePhone", "phone"],
  ["OtherPhone", "phone"],
  ["Title", "jobTitle"],
  ["Department", "department"],
  ["Company", "company"],
  ["Industry", "industry"],
  ["Website", "website"],
  ["Birthdate", "birthday"],
  ["GenderIdentity", "gender"],
  ["Description", "note"],
  ...["", "Mailing"].flatMap((kind): [string, string][] => [
    [`${kind}Street`, "street"],
    [`${kind}City`, "city"],
    [`${kind}State`, "province"],
    [`${kind}PostalCode`, "postalCode"],
    [`${kind}Country`, "country"],
  ]),
  // Read on their own.
  ["Name", "ignore"],
  ["HasOptedOutOfEmail", "ignore"],
  ["DoNotCall", "ignore"],
]);
