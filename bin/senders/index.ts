/** Of each channel the example that its sender shows. */
import type { Example } from "./example.ts";
import { example as aircall } from "./aircall.ts";
import { example as calendly } from "./calendly.ts";
import { example as callLog } from "./call-log.ts";
import { example as dingtalk } from "./dingtalk.ts";
import { example as eventbrite } from "./eventbrite.ts";
import { example as feishu } from "./feishu.ts";
import { example as googleForms } from "./google-forms.ts";
import { example as hubspot } from "./hubspot.ts";
import { example as intercom } from "./intercom.ts";
import { example as jiandaoyun } from "./jiandaoyun.ts";
import { example as jinshuju } from "./jinshuju.ts";
import { example as jotform } from "./jotform.ts";
import { example as linkedinLeadGen } from "./linkedin-lead-gen.ts";
import { example as mailchimp } from "./mailchimp.ts";
import { example as metaLeadAds } from "./meta-lead-ads.ts";
import { example as pipedrive } from "./pipedrive.ts";
import { example as salesforceOutbound } from "./salesforce-outbound.ts";
import { example as segment } from "./segment.ts";
import { example as shopify } from "./shopify.ts";
import { example as stripe } from "./stripe.ts";
import { example as tally } from "./tally.ts";
import { example as tiktok } from "./tiktok.ts";
import { example as twilioVoice } from "./twilio-voice.ts";
import { example as typeform } from "./typeform.ts";
import { example as webForm } from "./web-form.ts";
import { example as webflow } from "./webflow.ts";
import { example as website } from "./website.ts";
import { example as wechatOfficial } from "./wechat-official.ts";
import { example as wecom } from "./wecom.ts";
import { example as wenjuanxing } from "./wenjuanxing.ts";
import { example as woocommerce } from "./woocommerce.ts";
import { example as wordpress } from "./wordpress.ts";
import { example as youzan } from "./youzan.ts";
import { example as zendesk } from "./zendesk.ts";

/** By the channel's name. Each takes the secrets of its own channel, as they stand in the file. */
export const examples: Readonly<Record<string, Example<unknown>>> = {
  website,

  typeform,
  jinshuju,
  tally,
  jotform,
  webflow,
  jiandaoyun,
  wenjuanxing,
  wordpress,
  "google-forms": googleForms,
  "web-form": webForm,

  shopify,
  woocommerce,
  youzan,

  hubspot,
  stripe,
  segment,
  "salesforce-outbound": salesforceOutbound,
  pipedrive,

  "wechat-official": wechatOfficial,
  wecom,
  feishu,
  dingtalk,

  "twilio-voice": twilioVoice,
  aircall,
  zendesk,
  intercom,
  "call-log": callLog,

  calendly,
  mailchimp,
  "meta-lead-ads": metaLeadAds,
  "linkedin-lead-gen": linkedinLeadGen,
  tiktok,
  eventbrite,
};
