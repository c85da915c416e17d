import { describe, expect, it } from "vitest";
import {
  salesforceBody,
  type SalesforceNotification,
  type SalesforceSecrets,
  sendSalesforce,
} from "#bin/senders/salesforce-outbound.ts";
import { xmlReply } from "#shared/channels/delivery.ts";
import salesforce from "#shared/channels/salesforce-outbound.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const organization = "00D5g000004XyZaEAK";
const namespace = "salesforce:00D5g000004XyZa";

const contact: SalesforceNotification = {
  id: "04l5g00000BqRsTAAV",
  object: "Contact",
  fields: {
    Id: "0035g00000KlMnOAAV",
    AccountId: "0015g00000PqRsTAAV",
    OwnerId: "0055g00000AbCdEAAX",
    FirstName: "静怡",
    LastName: "欧阳",
    Email: "Jingyi@Yunduan.example",
    Phone: "021-5555 8888",
    MobilePhone: "13900002222",
    AssistantPhone: "13911112222",
    Title: "采购 <总监> & 合伙人",
    Department: "采购部",
    Birthdate: "1990-05-17",
    MailingStreet: "星湖街 328 号",
    MailingCity: "苏州",
    MailingState: "江苏",
    MailingPostalCode: "215000",
    MailingCountry: "China",
    LeadSource: "Web",
    Tier__c: "gold",
    Score__c: "87",
    HasOptedOutOfEmail: "true",
    DoNotCall: "false",
    HomePhone: null,
    IsDeleted: "false",
    CreatedDate: "2024-03-01T00:00:00.000Z",
    SystemModstamp: "2026-11-20T08:20:00.000Z",
  },
};

const lead: SalesforceNotification = {
  id: "04l5g00000BqRsUAAV",
  object: "Lead",
  fields: {
    Id: "00Q5g00000VwXyZEAV",
    ConvertedContactId: "0035g00000KlMnPAAV",
    Name: "Tomas Lindqvist",
    Email: "tomas@lindqvist.example",
    Company: "Lindqvist AB",
    Street: "Storgatan 4",
    City: "Lund",
    Country: "SE",
    DoNotCall: "true",
    LastModifiedDate: "2026-11-19T10:00:00.000Z",
  },
};

const person: SalesforceNotification = {
  id: "04l5g00000BqRsVAAV",
  object: "Account",
  fields: {
    Id: "0015g00000PqRsUAAV",
    PersonContactId: "0035g00000KlMnQAAV",
    FirstName: "Ana",
    LastName: "Brandão",
    PersonEmail: "ana@brandao.example",
    PersonMailingCity: "Porto",
    PersonHasOptedOutOfEmail: "true",
  },
};

const company: SalesforceNotification = {
  id: "04l5g00000BqRsWAAV",
  object: "Account",
  fields: { Id: "0015g00000PqRsVAAV", Name: "Lindqvist AB", Phone: "+46 46 555 01 00" },
};

const record = (value: string) => ({ type: "external-id", namespace, value, verified: false });

const message = (...notifications: SalesforceNotification[]) =>
  salesforceBody(organization, notifications);

const withField = (notification: SalesforceNotification, name: string, value: string) => ({
  ...notification,
  fields: { ...notification.fields, [name]: value },
});

const channelCase: ChannelCase<SalesforceSecrets> = {
  channel: salesforce,
  settings: {
    // As the setup page shows it, without the checksum.
    organizations: ["00D5g000004XyZa"],
    fields: { Tier__c: "membershipTier" },
  },
  send: sendSalesforce,
  examples: [
    {
      name: "a contact",
      body: message(contact),
      events: [
        {
          source: "salesforce-outbound:00D5g000004XyZa",
          kind: "Contact",
          trust: "token",
          observedAt: "2026-11-20T08:20:00.000Z",
          identifiers: [
            record("0035g00000KlMnOAAV"),
            { type: "phone", value: "+8613900002222" },
            { type: "phone", value: "+862155558888" },
            { type: "email", value: "jingyi@yunduan.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "欧阳静怡" },
            { field: "givenName" },
            { field: "familyName" },
            { field: "email" },
            { field: "phone" },
            { field: "jobTitle", value: "采购 <总监> & 合伙人" },
            { field: "department", value: "采购部" },
            { field: "birthday", value: "1990-05-17" },
            { field: "street", value: "星湖街 328 号" },
            { field: "city", value: "苏州" },
            { field: "province", value: "江苏" },
            { field: "postalCode", value: "215000" },
            { field: "country", value: "CN" },
            { field: "membershipTier", value: "gold" },
          ],
          consents: [{ purpose: "email-marketing", granted: false }],
          extras: { LeadSource: "Web", Score__c: "87" },
        },
      ],
    },
    {
      name: "several notifications, each an event",
      body: message(contact, lead, person, company),
      events: [
        { kind: "Contact" },
        {
          kind: "Lead",
          observedAt: "2026-11-19T10:00:00.000Z",
          identifiers: [
            record("0035g00000KlMnPAAV"),
            record("00Q5g00000VwXyZEAV"),
            { type: "email", value: "tomas@lindqvist.example" },
          ],
          claims: [
            { field: "fullName", value: "Tomas Lindqvist" },
            { field: "email" },
            { field: "company", value: "Lindqvist AB" },
            { field: "street" },
            { field: "city" },
            { field: "country", value: "SE" },
          ],
          consents: [{ purpose: "phone-marketing", granted: false }],
        },
        {
          kind: "Account",
          identifiers: [
            record("0015g00000PqRsUAAV"),
            record("0035g00000KlMnQAAV"),
            { type: "email", value: "ana@brandao.example" },
          ],
          claims: [
            { field: "fullName", value: "Ana Brandão" },
            { field: "givenName" },
            { field: "familyName" },
            { field: "email" },
            { field: "city", value: "Porto" },
          ],
          consents: [{ purpose: "email-marketing", granted: false }],
        },
      ],
    },
  ],
  edited: message(withField(contact, "FirstName", "静宜")),
  unknown: "<xml><OrganizationId>00D5g000004XyZa</OrganizationId></xml>",
  marker: "欧阳",
  pings: [{ name: "a company", body: message(company) }],
  mixed: {
    body: message(contact, { id: "", object: "Contact", fields: {} }, lead),
    events: [{ kind: "Contact" }, { kind: "Lead" }],
  },
  largeId: (digits) => message(withField(contact, "Score__c", digits)),
  reply: xmlReply(
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>',
  ),
  proof: "path token",
  coversBody: false,
};

describeChannel(channelCase);

const receiveBody = (body: string, settings: unknown = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Salesforce message", () => {
  it("of a hundred notifications is a hundred events", () => {
    const hundred = Array.from({ length: 100 }, (_, at) => ({
      ...withField(contact, "Email", `c${at}@yunduan.example`),
      id: `04l5g00000Bq${String(at).padStart(3, "0")}AAV`,
    }));
    const { events } = receiveBody(message(...hundred));
    expect(new Set(events.map(({ id }) => id)).size).toBe(100);
  });

  it("is acknowledged, and kept, where its organisation is a copy of ours", () => {
    const sandbox = salesforceBody("00D7Z0000008sAbUAI", [contact]);
    const received = receiveBody(sandbox);
    expect(received.events).toEqual([]);
    expect(received.unclear?.reason).toBe("the organisation is not configured");
    expect(received.reply).toEqual(channelCase.reply);
  });

  it("of any organisation is only kept where none is configured", () => {
    expect(receiveBody(message(contact), {}).events).toEqual([]);
  });

  it("of an organisation that differs in capitals is another's", () => {
    const other = salesforceBody("00D5G000004XYZA", [contact]);
    expect(receiveBody(other).unclear?.reason).toBe("the organisation is not configured");
  });

  it("is understood whatever the prefixes of its elements", () => {
    const other = message(contact).replaceAll("soapenv:", "S:").replaceAll("sf:", "urn:");
    const [event] = receiveBody(other.replaceAll("xmlns:sf=", "xmlns:urn=")).events;
    expect(event?.id).toBe(receiveBody(message(contact)).events[0]?.id);
  });

  it("never shows the session with which one could call Salesforce", () => {
    const session = "00D5g000004XyZa!AQ4AQFnT";
    const body = message(contact).replace(
      '<SessionId xsi:nil="true"/>',
      `<SessionId>${session}</SessionId>`,
    );
    const { events } = receiveBody(body);
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain(session);
    expect(events[0]?.id).toBe(receiveBody(message(contact)).events[0]?.id);
  });

  it("takes no assistant's phone for the customer's", () => {
    expect(JSON.stringify(receiveBody(message(contact)).events)).not.toContain("13911112222");
  });

  it("without a time was observed when it came", () => {
    const [event] = receiveBody(message(person)).events;
    expect(event?.observedAt).toBe(event?.receivedAt);
  });

  it.each([
    [
      "of an opportunity",
      [withField(contact, "Id", "0065g00000KlMnOAAV")],
      "the object is no person",
    ],
    ["of nothing", [], "it says nothing about a customer"],
    [
      "of a deleted record",
      [withField(contact, "IsDeleted", "true")],
      "a record was deleted there",
    ],
  ])("%s waits for a human", (_, notifications, reason) => {
    expect(receiveBody(message(...notifications))).toMatchObject({
      events: [],
      unclear: { reason },
    });
  });
});
