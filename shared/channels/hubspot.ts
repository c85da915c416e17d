/** HubSpot: what an app's subscriptions or a workflow's action say about the contacts of a CRM. */
import * as z from "zod";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { AnswerMapping, isRecord, scalarText } from "./answers.ts";
import {
  bodyBytesMaxDefault,
  defineChannel,
  RotatingSecret,
  type Understanding,
} from "./channel.ts";
import { json } from "./formats/json.ts";
import { contactFields, type HubspotReading, readProperties } from "./hubspot-properties.ts";
import { authenticateHubspot } from "./hubspot-signature.ts";

const Settings = z.strictObject({
  /** By the internal name of a contact's property. */
  fields: AnswerMapping.default({}),
  /** Refuses the older signatures, which hold no time: for accounts that always get the newest. */
  onlyV3: z.boolean().default(false),
});

const Id = z.union([z.number(), z.string().min(1)]);

const Event = z.looseObject({
  subscriptionType: z.string().min(1),
  /** Beside `object.…`, the newer name of all subscriptions: `0-1` is a contact. */
  objectTypeId: z.string().optional(),
  portalId: Id,
  objectId: Id.optional(),
  occurredAt: z.number(),
  propertyName: z.string().optional(),
  propertyValue: z.unknown().optional(),
  primaryObjectId: Id.optional(),
  newObjectId: Id.optional(),
  mergedObjectIds: z.array(Id).optional(),
});
type Event = z.output<typeof Event>;

const WorkflowContact = z.looseObject({
  vid: Id,
  "portal-id": Id,
  "merged-vids": z.array(Id).optional(),
  properties: z.record(z.string(), z.unknown()),
});

/** HubSpot sends up to a hundred at once; what holds many more is looked at by a human. */
const eventsMax = 1_000;

export default defineChannel({
  name: "hubspot",
  title: { en: "HubSpot", zh: "HubSpot 客户管理" },
  group: "system",
  authentication: {
    en: "X-HubSpot-Signature-v3: base64 HMAC-SHA256 over method, address, body, time, 5 minutes. Older: SHA-256",
    zh: "X-HubSpot-Signature-v3：对方法、地址、请求体、时间的 base64 HMAC-SHA256，5 分钟内有效。旧版为 SHA-256",
  },
  trust: "signed",
  confirmation: "published vector",
  verifies: [],
  businessId: {
    en: "portalId + objectId + occurredAt + what changed: an eventId is not unique",
    zh: "portalId + objectId + occurredAt + 变更的种类：eventId 并不唯一",
  },
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: Settings,
  secrets: z.strictObject({ clientSecret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ clientSecret: randomBytes(16).toString("hex") }),
  payload: z.union([z.array(z.unknown()).max(eventsMax), WorkflowContact]),

  authenticate: (delivery, { secrets, settings: { onlyV3 }, now }) =>
    authenticateHubspot(delivery, { secrets: secrets.clientSecret, onlyV3, now }),

  normalise(payload, context) {
    if (!Array.isArray(payload)) return [understandContact(payload, context)];
    const understood: Understanding[] = [];
    const happenings = new Map<string, Event[]>();
    for (const part of payload) {
      const { data: event } = Event.safeParse(part);
      if (event === undefined) {
        understood.push({ kind: "unclear", reason: "an event has an unknown shape" });
      } else if (isAboutContact(event)) {
        const known = happenings.get(businessIdOf(event));
        if (known === undefined) happenings.set(businessIdOf(event), [event]);
        else known.push(event);
      } else {
        understood.push({ kind: "ping" });
      }
    }
    const told = [...happenings.values()].map((events) => understandEvents(events, context));
    return [...understood, ...told];
  },
});

function isAboutContact({ subscriptionType, objectTypeId }: Event): boolean {
  const [object] = subscriptionType.split(".", 1);
  return object === "contact" || (object === "object" && objectTypeId === "0-1");
}

/** One save of a contact comes as one event a property, all of the same moment. */
function businessIdOf({ portalId, objectId, occurredAt, subscriptionType }: Event): string {
  return [portalId, objectId, occurredAt, subscriptionType].join(":");
}

function understandEvents(events: readonly Event[], reading: HubspotReading): Understanding {
  const [event] = events;
  if (event?.objectId === undefined) return { kind: "unclear", reason: "the contact is not named" };
  const { portalId, objectId, subscriptionType: kind } = event;
  const about = {
    businessId: businessIdOf(event),
    origin: String(portalId),
    kind,
    observedAt: new Date(event.occurredAt),
  };
  switch (kind.slice(kind.indexOf(".") + 1)) {
    case "propertyChange": {
      const changes = new Map(events.map((each) => [each.propertyName ?? "", each.propertyValue]));
      const read = readProperties(changes, { ...reading, isWhole: false });
      const identifiers = [...identifiersOf(portalId, [objectId]), ...read.identifiers];
      const content = Object.fromEntries(changes);
      return { kind: "statement", statement: { ...about, ...read, content, identifiers } };
    }
    case "creation":
    case "restore":
    case "merge": {
      const { newObjectId, primaryObjectId, mergedObjectIds = [] } = event;
      const joined = [objectId, newObjectId, primaryObjectId, ...mergedObjectIds];
      const identifiers = identifiersOf(portalId, joined);
      return {
        kind: "statement",
        statement: { ...about, content: joined, identifiers, claims: [] },
      };
    }
    case "associationChange":
      return { kind: "ping" };
    case "deletion":
    case "privacyDeletion":
      return { kind: "unclear", reason: "a contact was deleted there" };
    default:
      return { kind: "unclear", reason: "the kind of event is not understood" };
  }
}

type WorkflowContact = z.output<typeof WorkflowContact>;

function understandContact(contact: WorkflowContact, reading: HubspotReading): Understanding {
  const { vid, "portal-id": portal, "merged-vids": merged = [] } = contact;
  const all = Object.entries(contact.properties).map(
    ([name, property]) =>
      [name, scalarText(isRecord(property) ? property["value"] : property)] as const,
  );
  const changedAt = new Map(all).get("lastmodifieddate") ?? "";
  const properties = new Map(all.filter(([name]) => contactFields.has(name) || !kept.test(name)));
  const read = readProperties(properties, { ...reading, isWhole: true });
  return {
    kind: "statement",
    statement: {
      businessId: `${portal}:${vid}:${changedAt}`,
      content: Object.fromEntries(properties),
      origin: String(portal),
      kind: "contact",
      observedAt: new Date(Number(changedAt)),
      ...read,
      identifiers: [...identifiersOf(portal, [vid, ...merged]), ...read.identifiers],
    },
  };
}

/** What HubSpot keeps and counts about a contact of its own accord. */
const kept =
  /^(hs_|hubspot_|num_|notes_|first_|recent_|days_|createdate$|lastmodifieddate$|associatedcompanyid$|currentlyinworkflow$)/;

/** A record of the CRM: nobody signs in with it. */
function identifiersOf(portal: string | number, ids: readonly unknown[]): StatedIdentifier[] {
  return ids.flatMap((id) => {
    const value = scalarText(id);
    const type = "external-id";
    return value === "" ? [] : [{ type, namespace: `hubspot:${portal}`, value, verified: false }];
  });
}
