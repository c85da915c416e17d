/** Sends what Salesforce sends when a flow has an outbound message: SOAP, unsigned. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface SalesforceSecrets {
  pathToken: Secret;
}

export function sendSalesforce(
  body: string | Buffer,
  { secrets, address }: SendingContext<SalesforceSecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: `${address}/${inUse(secrets.pathToken)}`,
    headers: { "content-type": "text/xml; charset=utf-8", soapaction: '""' },
    body: Buffer.from(body),
  };
}

export interface SalesforceNotification {
  id: string;
  /** `Contact`, `Lead` … */
  object: string;
  /** Without their prefix; null is sent as such. */
  fields: Readonly<Record<string, string | null>>;
}

/** A message with its notifications, as Salesforce writes it. */
export function salesforceBody(
  organization: string,
  notifications: readonly SalesforceNotification[],
): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    " <soapenv:Body>",
    '  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">',
    `   <OrganizationId>${organization}</OrganizationId>`,
    "   <ActionId>04k5g000000GzQvAAK</ActionId>",
    '   <SessionId xsi:nil="true"/>',
    "   <EnterpriseUrl>https://tea.my.salesforce.com/services/Soap/c/65.0</EnterpriseUrl>",
    "   <PartnerUrl>https://tea.my.salesforce.com/services/Soap/u/65.0</PartnerUrl>",
    ...notifications.map(notificationXml),
    "  </notifications>",
    " </soapenv:Body>",
    "</soapenv:Envelope>",
  ].join("\n");
}

function notificationXml({ id, object, fields }: SalesforceNotification): string {
  const elements = Object.entries(fields).map(([name, value]) =>
    value === null
      ? `     <sf:${name} xsi:nil="true"/>`
      : `     <sf:${name}>${escaped(value)}</sf:${name}>`,
  );
  return [
    "   <Notification>",
    `    <Id>${id}</Id>`,
    `    <sObject xsi:type="sf:${object}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">`,
    ...elements,
    "    </sObject>",
    "   </Notification>",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export const example: Example<SalesforceSecrets> = {
  says: "One message tells of two contacts",
  sign({ suffix, givenName, familyName, email, phone }, context) {
    const SystemModstamp = context.now.toISOString();
    const named = { FirstName: givenName, LastName: familyName, SystemModstamp };
    const contacts = [
      { Id: `0035g${suffix}AAAA`, ...named, Email: email, Tier__c: "gold" },
      { Id: `0035g${suffix}BBBB`, LastName: "Reception", SystemModstamp, Phone: phone },
    ];
    const notifications = contacts.map((fields, at) => ({
      id: `04l5g${suffix}AAA${at}`,
      object: "Contact",
      fields,
    }));
    return sendSalesforce(salesforceBody("00D5g000004DemoAAA", notifications), context);
  },
};
