/** The catalogue: every channel there is. */
import type { Channel } from "./channel.ts";
import aircall from "./aircall.ts";
import calendly from "./calendly.ts";
import callLog from "./call-log.ts";
import dingtalk from "./dingtalk.ts";
import eventbrite from "./eventbrite.ts";
import feishu from "./feishu.ts";
import googleForms from "./google-forms.ts";
import hubspot from "./hubspot.ts";
import intercom from "./intercom.ts";
import jiandaoyun from "./jiandaoyun.ts";
import jinshuju from "./jinshuju.ts";
import jotform from "./jotform.ts";
import linkedinLeadGen from "./linkedin-lead-gen.ts";
import mailchimp from "./mailchimp.ts";
import metaLeadAds from "./meta-lead-ads.ts";
import pipedrive from "./pipedrive.ts";
import salesforceOutbound from "./salesforce-outbound.ts";
import segment from "./segment.ts";
import shopify from "./shopify.ts";
import stripe from "./stripe.ts";
import tally from "./tally.ts";
import tiktok from "./tiktok.ts";
import twilioVoice from "./twilio-voice.ts";
import typeform from "./typeform.ts";
import webForm from "./web-form.ts";
import webflow from "./webflow.ts";
import website from "./website.ts";
import wechatOfficial from "./wechat-official.ts";
import wecom from "./wecom.ts";
import wenjuanxing from "./wenjuanxing.ts";
import woocommerce from "./woocommerce.ts";
import wordpress from "./wordpress.ts";
import youzan from "./youzan.ts";
import zendesk from "./zendesk.ts";

export const channels: readonly Channel[] = [
  website,

  typeform,
  jinshuju,
  tally,
  jotform,
  webflow,
  jiandaoyun,
  wenjuanxing,
  wordpress,
  googleForms,
  webForm,

  shopify,
  woocommerce,
  youzan,

  hubspot,
  stripe,
  segment,
  salesforceOutbound,
  pipedrive,

  wechatOfficial,
  wecom,
  feishu,
  dingtalk,

  twilioVoice,
  aircall,
  zendesk,
  intercom,
  callLog,

  calendly,
  mailchimp,
  metaLeadAds,
  linkedinLeadGen,
  tiktok,
  eventbrite,
];

/** A channel whose deliveries only announce what its provider must be asked for. */
export type LookupChannel = Channel & Required<Pick<Channel, "lookup">>;

/** Those of these names whose provider must be asked. */
export function channelsThatAsk(names: Iterable<string>): LookupChannel[] {
  const wanted = new Set(names);
  return channels.filter(
    (channel): channel is LookupChannel => channel.lookup !== undefined && wanted.has(channel.name),
  );
}

export function channelNamed(name: string): Channel | undefined {
  return channels.find((channel) => channel.name === name);
}
