/** The words of each delivery, as its provider writes them. Forms and accounts are the demo tenant's. */
import { typeformBody } from "../senders/typeform.ts";
import { wechatXml } from "../senders/wechat-official.ts";
import type { Customer } from "./customer.ts";

export interface Occasion {
  customer: Customer;
  now: Date;
}

export const shop = "tributary-demo.myshopify.com";
export const account = "wx7b41c09e5d8a2f36";

const dayMs = 86_400_000;

function daysAgo(days: number, { now }: Occasion): Date {
  return new Date(now.getTime() - days * dayMs);
}

/**
 * From abroad the call comes through a gateway (STIR/SHAKEN level C), which cannot know whose the
 * number is: it is shown, not proved.
 */
export function call({ customer }: Occasion): string {
  const number = `+86${customer.mobile}`;
  return new URLSearchParams({
    AccountSid: "AC5f0e7c1d2b3a49688776655443322110",
    ApiVersion: "2010-04-01",
    CallSid: `CA${Buffer.from(customer.suffix.padEnd(16, "0")).toString("hex")}`,
    CallStatus: "ringing",
    Direction: "inbound",
    From: number,
    Caller: number,
    FromCountry: "CN",
    To: "+14158675309",
    Called: "+14158675309",
    StirVerstat: "TN-Validation-Passed-C",
  }).toString();
}

export function contactForm(occasion: Occasion): string {
  const { mobile, workEmail } = occasion.customer;
  return JSON.stringify({
    type: "form.submitted",
    timestamp: daysAgo(12, occasion).toISOString(),
    data: {
      form: "contact",
      name: "Lin Xiaoyu",
      email: workEmail.toUpperCase(),
      mobile: mobile.replace(/^(...)(....)/, "$1-$2-"),
      company: "Qinglan Studio Ltd.",
      topic: "White tea for clients",
      message: "Do you deliver to Hangzhou?",
      newsletter: true,
    },
  });
}

/** The scene is what the account put into the code: where it hung. */
export function follow(occasion: Occasion): string {
  const { openid } = occasion.customer;
  return wechatXml({
    ToUserName: "gh_5c0d1e2f3a4b",
    FromUserName: openid,
    CreateTime: Math.floor(daysAgo(5, occasion).getTime() / 1_000),
    MsgType: "event",
    Event: "subscribe",
    EventKey: "qrscene_hangzhou-tea-fair",
  });
}

export function demoRequest(occasion: Occasion): string {
  const { workEmail, suffix } = occasion.customer;
  return typeformBody({
    formId: "kQ7xTr2M",
    token: `resp${suffix}`,
    submittedAt: daysAgo(8, occasion),
    answers: [
      { ref: "first_name", title: "First name", type: "text", value: "Xiaoyu" },
      { ref: "last_name", title: "Last name", type: "text", value: "Lin" },
      { ref: "work_email", title: "Work e-mail", type: "email", value: workEmail },
      { ref: "role", title: "Your role", type: "text", value: "Art director" },
      { ref: "budget", title: "Budget", type: "choice", value: { label: "20,000–50,000 CNY" } },
      { ref: "newsletter", title: "May we write to you?", type: "boolean", value: false },
    ],
  });
}

const shanghai = { province: "Shanghai", city: "上海", address1: "愚园路 68 号", zip: "200050" };
const hangzhou = { province: "Zhejiang", city: "杭州", address1: "龙井路 12 号", zip: "310013" };

/** Entered at a till: she has no password there, so the shop proves nothing about her. */
export function shopCustomer(occasion: Occasion, change: "create" | "update"): string {
  const { customer } = occasion;
  const moved = change === "update";
  return JSON.stringify({
    id: customer.shopCustomerId,
    admin_graphql_api_id: `gid://shopify/Customer/${customer.shopCustomerId}`,
    email: customer.privateEmail,
    phone: `+86${customer.mobile}`,
    first_name: "晓雨",
    last_name: "林",
    state: "disabled",
    verified_email: true,
    tags: moved ? "白茶, 批发" : "白茶",
    created_at: daysAgo(7, occasion).toISOString(),
    updated_at: daysAgo(moved ? 2 : 7, occasion).toISOString(),
    default_address: { ...(moved ? hangzhou : shanghai), country: "China", country_code: "CN" },
    sms_marketing_consent: {
      state: "subscribed",
      opt_in_level: "single_opt_in",
      consent_updated_at: daysAgo(7, occasion).toISOString(),
    },
  });
}

/** Full-width digits: as an input method leaves them. */
export function trial(occasion: Occasion): string {
  const { mobile, openid, unionid } = occasion.customer;
  return entry(218, daysAgo(1, occasion), {
    field_1: "林晓雨",
    field_2: mobile.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    field_4: "青岚设计有限公司",
    field_9: "金卡",
    x_field_weixin_nickname: "晓雨🍵",
    x_field_weixin_openid: openid,
    x_field_weixin_unionid: unionid,
  });
}

export function oldTrial(occasion: Occasion): string {
  return entry(41, daysAgo(400, occasion), {
    field_1: "林小雨",
    field_2: occasion.customer.mobile,
    field_4: "白鹭广告有限公司",
  });
}

function entry(serial: number, createdAt: Date, answers: Record<string, string>): string {
  const created_at = createdAt.toISOString();
  return JSON.stringify({
    form: "xL3sYq",
    form_name: "新品试用申请",
    entry: { serial_number: serial, ...answers, created_at, updated_at: created_at },
  });
}
