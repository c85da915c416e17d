import { describe, expect, it } from "vitest";
import { type HubspotSecrets, sendHubspot, sendHubspotOlder } from "#bin/senders/hubspot.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import hubspot from "#shared/channels/hubspot.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const portal = 48_210_033;

/** Above 2^53: bare in the body, as HubSpot writes ids. */
const contact = "9007199254740995001";

const jsonOf = (value: unknown) => JSON.stringify(value).replaceAll('"CONTACT"', contact);

const event = {
  eventId: 3_914_550_217,
  subscriptionId: 2_880_114,
  portalId: portal,
  appId: 771_204,
  occurredAt: Date.parse("2026-11-20T08:20:00Z"),
  subscriptionType: "contact.propertyChange",
  attemptNumber: 0,
  objectId: "CONTACT",
  changeSource: "CRM_UI",
  sourceId: "userId:5521",
};

const change = (propertyName: string, propertyValue: string) => ({
  ...event,
  propertyName,
  propertyValue,
});

const saved = [
  change("firstname", "静怡"),
  change("lastname", "欧阳"),
  change("email", "Jingyi@Yunduan.example"),
  change("mobilephone", "13900002222"),
  change("company", "云端科技有限公司"),
  change("city", "苏州"),
  change("plan_size", "50–200"),
  change("tier", "gold"),
  change("hs_email_optout", "true"),
];

const record = (value: string) => ({
  type: "external-id",
  namespace: `hubspot:${portal}`,
  value,
  verified: false,
});

const workflowContact = {
  vid: "CONTACT",
  "canonical-vid": "CONTACT",
  "merged-vids": [4_401],
  "portal-id": portal,
  "is-contact": true,
  properties: Object.fromEntries(
    Object.entries({
      firstname: "Ana",
      lastname: "Brandão",
      email: "ana@brandao.example",
      hs_additional_emails: "ana.b@casa.example;a.brandao@lar.example",
      phone: "+351 912 345 678",
      country: "Portugal",
      favourite_tea: "白茶",
      lastmodifieddate: String(Date.parse("2026-11-19T10:00:00Z")),
      hs_analytics_first_url: "https://tea.example/?utm_source=newsletter&utm_campaign=spring",
      hs_analytics_num_visits: "7",
      num_unique_conversion_events: "2",
      jobtitle: "",
    }).map(([name, value]) => [
      name,
      { value, versions: [{ value, timestamp: 1_795_000_000_000, "source-type": "CRM_UI" }] },
    ]),
  ),
};

const channelCase: ChannelCase<HubspotSecrets> = {
  channel: hubspot,
  settings: { fields: { tier: "membershipTier" } },
  send: sendHubspot,
  examples: [
    {
      name: "one save of a contact, an event for each of its properties",
      body: jsonOf(saved),
      events: [
        {
          source: `hubspot:${portal}`,
          kind: "contact.propertyChange",
          trust: "signed",
          observedAt: "2026-11-20T08:20:00.000Z",
          identifiers: [
            record(contact),
            { type: "phone", value: "+8613900002222", verified: false },
            { type: "email", value: "jingyi@yunduan.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "欧阳静怡" },
            { field: "givenName", value: "静怡" },
            { field: "familyName", value: "欧阳" },
            { field: "email" },
            { field: "phone" },
            { field: "company", value: "云端科技有限公司" },
            { field: "city", value: "苏州" },
            { field: "membershipTier", value: "gold" },
          ],
          consents: [{ purpose: "email-marketing", granted: false }],
          extras: { plan_size: "50–200" },
        },
      ],
    },
    {
      name: "several contacts and what else an app hears of",
      body: jsonOf([
        { ...event, subscriptionType: "contact.creation", changeFlag: "NEW", objectId: 11 },
        { ...change("email", "tomas@lindqvist.example"), objectId: 12 },
        { ...event, subscriptionType: "company.propertyChange", objectId: 13 },
        { ...event, subscriptionType: "contact.associationChange", objectId: 12 },
        { ...event, subscriptionType: "object.creation", objectTypeId: "0-1", objectId: 14 },
        { ...event, subscriptionType: "object.creation", objectTypeId: "0-3", objectId: 15 },
      ]),
      events: [
        { kind: "contact.creation", identifiers: [record("11")], claims: [] },
        { kind: "contact.propertyChange", identifiers: [record("12"), { type: "email" }] },
        { kind: "object.creation", identifiers: [record("14")] },
      ],
    },
    {
      name: "a contact that a workflow sends",
      body: jsonOf(workflowContact),
      events: [
        {
          source: `hubspot:${portal}`,
          kind: "contact",
          observedAt: "2026-11-19T10:00:00.000Z",
          identifiers: [
            record("4401"),
            record(contact),
            { type: "phone", value: "+351912345678" },
            { type: "email", value: "a.brandao@lar.example" },
            { type: "email", value: "ana.b@casa.example" },
            { type: "email", value: "ana@brandao.example" },
          ],
          claims: [
            { field: "fullName", value: "Ana Brandão" },
            { field: "givenName" },
            { field: "familyName" },
            { field: "email", value: "ana@brandao.example" },
            { field: "phone" },
            { field: "country", value: "PT" },
            { field: "landingPage" },
            { field: "utmSource", value: "newsletter" },
            { field: "utmCampaign", value: "spring" },
          ],
          consents: [],
          extras: { favourite_tea: "白茶" },
        },
      ],
    },
  ],
  edited: jsonOf([...saved.slice(1), change("firstname", "静宜")]),
  unknown: JSON.stringify({ contact: { email: "a@b.example" } }),
  marker: "欧阳",
  pings: [
    {
      name: "what happens to other objects",
      body: jsonOf([
        { ...event, subscriptionType: "deal.creation" },
        { ...event, subscriptionType: "object.propertyChange", objectTypeId: "0-2" },
      ]),
    },
    {
      name: "an association of a contact",
      body: jsonOf([{ ...event, subscriptionType: "contact.associationChange" }]),
    },
  ],
  mixed: {
    body: jsonOf([
      { subscriptionType: 7 },
      ...saved,
      null,
      { ...change("email", "tomas@lindqvist.example"), objectId: 12 },
    ]),
    events: [{ identifiers: [record(contact), {}, {}] }, { identifiers: [record("12"), {}] }],
  },
  largeId: (digits) => jsonOf(saved).replaceAll(contact, digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "x-hubspot-signature-v3" },
  coversBody: true,
  windowMs: 5 * 60_000,
};

describeChannel(channelCase);
for (const version of ["v1", "v2"] as const) {
  const { windowMs: _, ...withoutTime } = channelCase;
  describeChannel<HubspotSecrets>({
    ...withoutTime,
    variant: `signed as ${version}`,
    send: (body, context) => sendHubspotOlder({ version, body }, context),
    proof: { header: "x-hubspot-signature" },
  });
}

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string) => acceptBody(body, channelCase);

/** From HubSpot's own pages and the tests of its client libraries for Node.js, PHP and Python. */
describe("HubSpot's published signatures", () => {
  const published = { clientSecret: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy" };
  const url = "https://www.example.com/webhook_uri";
  const authenticate = (headers: Record<string, string>, body: string, method = "POST") =>
    hubspot.authenticate(
      {
        method,
        url,
        headers,
        body: Buffer.from(body),
        query: new URLSearchParams(),
        pathToken: undefined,
      },
      {
        secrets: hubspot.secrets.parse(published),
        settings: hubspot.settings.parse({}),
        now: new Date(1_693_657_560_000),
      },
    );
  const created =
    '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]';
  const older = (version: string, signature: string) => ({
    "x-hubspot-signature": signature,
    "x-hubspot-signature-version": version,
  });

  it.each([
    {
      version: "v1",
      headers: older("v1", "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de"),
      body: created,
    },
    {
      version: "v2 without a body",
      headers: older("v2", "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e"),
      body: "",
      method: "GET",
    },
    {
      version: "v2",
      headers: older("v2", "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900"),
      body: '{"example_field":"example_value"}',
    },
    {
      version: "v3",
      headers: {
        "x-hubspot-request-timestamp": "1693657560000",
        "x-hubspot-signature-v3": "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=",
      },
      body: "{'example_field':'example_value'}",
    },
  ])("are right as $version", ({ headers, body, method }) => {
    expect(authenticate(headers, body, method)).toEqual({ kind: "authentic", trust: "signed" });
    expect(authenticate(headers, `${body} `, method)).toMatchObject({ kind: "refused" });
  });

  it("of one version are wrong as another", () => {
    const signature = "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de";
    expect(authenticate(older("v2", signature), created)).toMatchObject({
      reason: "signature wrong",
    });
    expect(authenticate(older("v4", signature), created)).toMatchObject({
      reason: "signature malformed",
    });
  });
});

describe("a HubSpot delivery", () => {
  const receive = (address: string, signed: string, changed = settings) => {
    const delivery = sendHubspot(jsonOf(saved), { ...contextOf(channelCase), address: signed });
    return receiveSigned({ ...delivery, url: address }, { channel, settings: changed, secrets });
  };
  const address = contextOf(channelCase).address;

  it("is signed for the address as it was called, or with twelve characters decoded", () => {
    expect(receive(`${address}?a=%2Fb%40c`, `${address}?a=%2Fb%40c`).kind).toBe("accepted");
    expect(receive(`${address}?a=%2Fb%40c`, `${address}?a=/b@c`).kind).toBe("accepted");
    expect(receive(`${address}?a=b%20c`, `${address}?a=b c`).kind).toBe("refused");
    expect(receive(`${address}?a=1`, address).kind).toBe("refused");
  });

  it("without a time is refused", () => {
    const { "x-hubspot-request-timestamp": _, ...headers } = sendHubspot(
      jsonOf(saved),
      contextOf(channelCase),
    ).headers;
    const delivery = { ...sendHubspot(jsonOf(saved), contextOf(channelCase)), headers };
    expect(receiveSigned(delivery, { channel, settings, secrets })).toMatchObject({
      status: 401,
      reason: "timestamp missing",
    });
  });

  it.each(["v1", "v2"] as const)("signed as %s is refused where only v3 is taken", (version) => {
    const older = sendHubspotOlder({ version, body: jsonOf(saved) }, contextOf(channelCase));
    const onlyV3 = { ...Object(settings), onlyV3: true };
    expect(receiveSigned(older, { channel, settings: onlyV3, secrets })).toMatchObject({
      status: 401,
      reason: "signature missing",
    });
  });

  it("with a wrong newest signature is not saved by a right older one", () => {
    const older = sendHubspotOlder({ version: "v1", body: jsonOf(saved) }, contextOf(channelCase));
    const headers = {
      ...older.headers,
      "x-hubspot-signature-v3": "AAAA",
      "x-hubspot-request-timestamp": String(contextOf(channelCase).now.getTime()),
    };
    expect(receiveSigned({ ...older, headers }, { channel, settings, secrets })).toMatchObject({
      reason: "signature wrong",
    });
  });

  it("is one event at every attempt, in any order and through several subscriptions", () => {
    const [first] = receiveBody(jsonOf(saved)).events;
    const again = saved.map((each) => ({ ...each, attemptNumber: 3, subscriptionId: 99 }));
    const both = [...saved, ...again].toReversed();
    expect(receiveBody(jsonOf(both)).events.map(({ id }) => id)).toEqual([first?.id]);
  });

  it.each([
    ["contact.deletion", "a contact was deleted there"],
    ["contact.privacyDeletion", "a contact was deleted there"],
    ["contact.somethingNew", "the kind of event is not understood"],
    ["contact", "the kind of event is not understood"],
  ])("of %s waits for a human", (subscriptionType, reason) => {
    const body = jsonOf([{ ...event, subscriptionType }]);
    expect(receiveBody(body)).toMatchObject({ events: [], unclear: { reason } });
  });

  it("of more events than HubSpot ever sends waits for a human", () => {
    const body = jsonOf(Array.from({ length: 1_001 }, () => event));
    expect(receiveBody(body)).toMatchObject({
      events: [],
      unclear: { reason: "the payload has an unknown shape" },
    });
  });

  it("of a contact without an id waits for a human", () => {
    const { objectId: _, ...nameless } = event;
    expect(receiveBody(jsonOf([nameless]))).toMatchObject({
      events: [],
      unclear: { reason: "the contact is not named" },
    });
  });
});

describe("a change of a HubSpot contact", () => {
  const changed = (...changes: object[]) => receiveBody(jsonOf(changes)).events[0];

  it("to an empty value says that there is none any more", () => {
    expect(changed(change("jobtitle", ""))?.claims).toEqual([
      { field: "jobTitle", value: "", valid: true, verified: false, removed: true },
    ]);
  });

  it.each(["mobilephone", "work_email"])(
    "that empties %s takes nothing away: there may be another",
    (property) => {
      expect(changed(change(property, ""))?.claims).toEqual([]);
    },
  );

  it("of half the name is kept beside the record, for it would displace the whole one", () => {
    expect(changed(change("lastname", "上官"))).toMatchObject({
      claims: [],
      extras: { lastname: "上官" },
    });
  });

  it("at another moment is another event", () => {
    const later = { ...change("city", "南京"), occurredAt: event.occurredAt + 1 };
    const { events } = receiveBody(jsonOf([change("city", "苏州"), later]));
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it("that ends an opt-out gives no consent", () => {
    expect(changed(change("hs_email_optout", "false"))?.consents).toEqual([]);
  });

  it("that merges two names every record, each exactly", () => {
    const merge = {
      ...event,
      subscriptionType: "contact.merge",
      primaryObjectId: 501,
      mergedObjectIds: [502, "CONTACT"],
      newObjectId: 503,
    };
    const ids = changed(merge)?.identifiers.map(({ value }) => value);
    expect(ids?.toSorted()).toEqual(["501", "502", "503", contact]);
  });
});
