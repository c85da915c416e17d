/** What six channels tell of one customer: ten deliveries, none of which knows all of her. */
import { sendJinshuju } from "../senders/jinshuju.ts";
import { sendShopify } from "../senders/shopify.ts";
import { sendTwilio } from "../senders/twilio-voice.ts";
import { sendTypeform } from "../senders/typeform.ts";
import { sendWebsite } from "../senders/website.ts";
import { sendWechatEncrypted } from "../senders/wechat-official.ts";
import type { SignedDelivery } from "../senders/delivery.ts";
import {
  account,
  call,
  contactForm,
  demoRequest,
  follow,
  oldTrial,
  type Occasion,
  shop,
  shopCustomer,
  trial,
} from "./bodies.ts";
import type { Customer } from "./customer.ts";
import type { ChannelName, Secrets } from "./secrets.ts";

export interface Telling {
  /** Unique in the story. */
  name: string;
  channel: ChannelName;
  says: string;
  sign(signing: Signing): SignedDelivery;
}

export interface Signing {
  baseUrl: string;
  secrets: Secrets;
  /** As the receiver's clock shows it. */
  now: Date;
  randomBytes: (count: number) => Buffer;
}

/**
 * In the order in which the demo sends them; any other ends the same, however often each comes.
 * Only WeChat proves whom it speaks of: a number that somebody typed may not fuse two who both
 * proved who they are, and then the order would matter to what is contested.
 */
export function tellStory(customer: Customer, now: Date): Telling[] {
  const occasion: Occasion = { customer, now };
  return [
    {
      name: "call",
      channel: "twilio-voice",
      says: "Somebody calls: nothing but a number",
      sign: (signing) => sendTwilio(call(occasion), contextOf("twilio-voice", signing)),
    },
    {
      name: "contact form",
      channel: "website",
      says: "Lin Xiaoyu wrote 12 days ago: that number and an e-mail",
      sign: (signing) => {
        const id = `msg_${customer.suffix}`;
        return sendWebsite({ id, body: contactForm(occasion) }, contextOf("website", signing));
      },
    },
    {
      name: "follow",
      channel: "wechat-official",
      says: "Somebody scanned a QR code and follows: only an openid",
      sign: (signing) => {
        const message = { appId: account, body: follow(occasion) };
        return sendWechatEncrypted(message, contextOf("wechat-official", signing));
      },
    },
    ...typeformTellings(occasion),
    ...shopifyTellings(occasion),
    {
      name: "trial",
      channel: "jinshuju",
      says: "林晓雨 asked for a trial: logged in through WeChat, and gives the number",
      sign: (signing) => sendJinshuju(trial(occasion), contextOf("jinshuju", signing)),
    },
    {
      name: "old trial",
      channel: "jinshuju",
      says: "An entry of last year arrives late: an older name and company",
      sign: (signing) => sendJinshuju(oldTrial(occasion), contextOf("jinshuju", signing)),
    },
  ];
}

function typeformTellings(occasion: Occasion): Telling[] {
  const sign = (signing: Signing) =>
    sendTypeform(demoRequest(occasion), contextOf("typeform", signing));
  return [
    {
      name: "demo request",
      channel: "typeform",
      says: "She asked for a product demo: that e-mail, no number",
      sign,
    },
    {
      name: "demo request, again",
      channel: "typeform",
      says: "The same submission again: Typeform retries",
      sign,
    },
  ];
}

function shopifyTellings(occasion: Occasion): Telling[] {
  const { customer } = occasion;
  const send = (change: "create" | "update", subscription: number) => (signing: Signing) => {
    const event = {
      topic: `customers/${change}`,
      shop,
      eventId: `${change}-${customer.suffix}`,
      body: shopCustomer(occasion, change),
    };
    const signed = sendShopify(event, contextOf("shopify", signing));
    const headers = { ...signed.headers, "x-shopify-webhook-id": `subscription-${subscription}` };
    return { ...signed, headers };
  };
  return [
    {
      name: "customer",
      channel: "shopify",
      says: "A customer of the shop: that number, another e-mail, an address",
      sign: send("create", 1),
    },
    {
      name: "customer, other subscription",
      channel: "shopify",
      says: "The same event through a second subscription",
      sign: send("create", 2),
    },
    {
      name: "customer, changed",
      channel: "shopify",
      says: "She moved from Shanghai to Hangzhou",
      sign: send("update", 1),
    },
  ];
}

function contextOf<Name extends ChannelName>(
  channel: Name,
  { baseUrl, secrets, now, randomBytes }: Signing,
) {
  const address = `${baseUrl}/webhooks/${channel}`;
  return { secrets: secrets[channel], address, now, randomBytes };
}
