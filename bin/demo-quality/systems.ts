/** Shops, a CRM, a switchboard and a newsletter as they send, with the ids of the demo tenant's file. */
import { type CallLogSecrets, sendCallLog } from "../senders/call-log.ts";
import type { SendingContext, SignedDelivery } from "../senders/delivery.ts";
import { mailchimpForm, type MailchimpSecrets, sendMailchimp } from "../senders/mailchimp.ts";
import { type PipedriveSecrets, sendPipedrive } from "../senders/pipedrive.ts";
import { sendShopify, type ShopifySecrets } from "../senders/shopify.ts";
import { sendWoocommerce, type WoocommerceSecrets } from "../senders/woocommerce.ts";
import type { Said } from "./said.ts";

/** Entered at a till: nobody signs in to it. */
export function shopCustomer(said: Said, context: SendingContext<ShopifySecrets>): SignedDelivery {
  const id = 7_000_000_000_000 + said.customer;
  const body = JSON.stringify({
    id,
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    first_name: said.givenName,
    last_name: said.familyName,
    email: said.email,
    phone: said.phone,
    state: "disabled",
    updated_at: said.at.toISOString(),
    default_address: { city: said.city, country_code: "CN" },
  });
  const topic = said.isChange ? "customers/update" : "customers/create";
  const shop = "tributary-demo.myshopify.com";
  return sendShopify({ topic, shop, eventId: `event-${said.serial}`, body }, context);
}

/** As a guest. */
export function shopOrder(said: Said, context: SendingContext<WoocommerceSecrets>): SignedDelivery {
  const { at, givenName, familyName, email, phone, company, city } = said;
  const name = { first_name: givenName, last_name: familyName };
  const body = JSON.stringify({
    id: Number.parseInt(said.serial, 36),
    customer_id: 0,
    created_via: "checkout",
    status: "processing",
    date_modified_gmt: at.toISOString().slice(0, 19),
    billing: { ...name, company, city, country: "CN", email, phone },
  });
  const source = "https://shop.tributary-demo.example/";
  return sendWoocommerce({ topic: "order.created", source, body }, context);
}

export function crmPerson(said: Said, context: SendingContext<PipedriveSecrets>): SignedDelivery {
  const id = String(said.customer);
  const meta = {
    action: said.isChange ? "change" : "create",
    entity: "person",
    entity_id: id,
    company_id: "13923453",
    timestamp: said.at.toISOString(),
    version: "2.0",
    attempt: 1,
  };
  const only = (value: string | undefined, label: string) =>
    value === undefined ? [] : [{ label, value, primary: true }];
  const data = {
    id: said.customer,
    name: said.fullName,
    first_name: said.givenName,
    last_name: said.familyName,
    emails: only(said.email, "work"),
    phones: only(said.phone, "mobile"),
    org_name: said.company,
    job_title: said.jobTitle,
    postal_address: { country: "CN", locality: said.city },
  };
  return sendPipedrive(JSON.stringify({ meta, data, previous: null }), context);
}

export function call(said: Said, context: SendingContext<CallLogSecrets>): SignedDelivery {
  const endedAt = said.at.toISOString();
  const body = JSON.stringify({
    type: "call.ended",
    timestamp: endedAt,
    data: {
      id: `call-${said.serial}`,
      direction: "inbound",
      from: said.phone,
      to: "+862155550100",
      endedAt,
      callerName: said.fullName,
    },
  });
  return sendCallLog({ id: `msg_call-${said.serial}`, body }, context);
}

export function newsletter(said: Said, context: SendingContext<MailchimpSecrets>): SignedDelivery {
  const { email, phone, givenName, familyName } = said;
  const body = mailchimpForm({
    type: said.isChange ? "profile" : "subscribe",
    fired_at: said.at.toISOString().slice(0, 19).replace("T", " "),
    data: {
      id: `member-${said.customer}`,
      list_id: "52f1a0c7d9",
      email,
      merges: { EMAIL: email, FNAME: givenName, LNAME: familyName, ...(phone && { PHONE: phone }) },
    },
  });
  return sendMailchimp(body, context);
}
