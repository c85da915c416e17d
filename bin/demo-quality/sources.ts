/** The ten sources of an invented company: how much they send, about whom, and what they ask. */
import type { Words } from "#shared/domain/quality/words.ts";
import type { SendingContext, SignedDelivery } from "../senders/delivery.ts";
import { contactForm, demoRequest, siteForm, survey, trialEntry } from "./forms.ts";
import type { Answer, Said } from "./said.ts";
import { call, crmPerson, newsletter, shopCustomer, shopOrder } from "./systems.ts";

export interface Source {
  /** As the product calls it: channel, and the form, shop or account inside it. */
  name: string;
  words: Words;
  /** Events on an average working day; a day with fewer than twenty says little by itself. */
  perDay: number;
  /** How much of that on a day of the weekend. */
  weekend: number;
  /** Share of events about somebody nobody has heard of. */
  newcomers: number;
  /** Who is entered here once they have come through one of these; undefined: whoever comes. */
  follows?: readonly string[];
  /** Share of events in which each answer is given. */
  answers: Partial<Record<Answer, number>>;
  /** With the secrets of its own channel. */
  sign(said: Said, context: SendingContext<unknown>): SignedDelivery;
}

const own: readonly Source[] = [
  {
    name: "website:contact",
    words: { en: "Contact form of the website", zh: "官网联系表单" },
    perDay: 20,
    weekend: 0.5,
    newcomers: 0.6,
    answers: { email: 0.95, phone: 0.8, company: 0.5, city: 0.3 },
    sign: contactForm,
  },
  {
    name: "webflow:65429eadebe8a9f3a30f62d0",
    words: { en: "Form of the campaign site", zh: "活动站点表单" },
    perDay: 18,
    weekend: 0.6,
    newcomers: 0.6,
    answers: { email: 1, phone: 0.6 },
    sign: siteForm,
  },
  {
    name: "typeform:kQ7xTr2M",
    words: { en: "Request for a product demo", zh: "产品演示申请" },
    perDay: 28,
    weekend: 0.3,
    newcomers: 0.65,
    answers: { email: 1, phone: 0.9, company: 0.85, jobTitle: 0.7 },
    sign: demoRequest,
  },
  {
    name: "jinshuju:xL3sYq",
    words: { en: "Application for a trial", zh: "新品试用申请" },
    perDay: 16,
    weekend: 0.6,
    newcomers: 0.6,
    answers: { phone: 1, email: 0.4, company: 0.7, jobTitle: 0.3 },
    sign: trialEntry,
  },
  {
    name: "wenjuanxing:5657001",
    words: { en: "Survey about a new tea", zh: "新品体验问卷" },
    perDay: 28,
    weekend: 0.8,
    newcomers: 0.6,
    answers: { phone: 1 },
    sign: survey,
  },
];

const systems: readonly Source[] = [
  {
    name: "shopify:tributary-demo.myshopify.com",
    words: { en: "Customers of the first shop", zh: "第一商店的客户" },
    perDay: 26,
    weekend: 1.3,
    newcomers: 0.5,
    answers: { email: 0.95, phone: 0.9, city: 1 },
    sign: shopCustomer,
  },
  {
    name: "woocommerce:shop.tributary-demo.example",
    words: { en: "Orders of the second shop", zh: "第二商店的订单" },
    perDay: 28,
    weekend: 1.2,
    newcomers: 0.5,
    answers: { email: 1, phone: 0.9, company: 0.15, city: 1 },
    sign: shopOrder,
  },
  {
    name: "pipedrive:13923453",
    words: { en: "The sales team's CRM", zh: "销售团队的 CRM" },
    perDay: 46,
    weekend: 0.05,
    newcomers: 0.1,
    follows: ["typeform:kQ7xTr2M", "jinshuju:xL3sYq", "website:contact"],
    answers: { email: 0.9, phone: 0.95, company: 0.95, city: 0.7, jobTitle: 0.2 },
    sign: crmPerson,
  },
  {
    name: "call-log:+862155550100",
    words: { en: "Calls to the sales line", zh: "销售热线来电" },
    perDay: 14,
    weekend: 0.15,
    newcomers: 0.35,
    answers: { phone: 1 },
    sign: call,
  },
  {
    name: "mailchimp:52f1a0c7d9",
    words: { en: "Readers of the newsletter", zh: "邮件订阅者" },
    perDay: 12,
    weekend: 0.9,
    newcomers: 0.4,
    answers: { email: 1, phone: 0.3 },
    sign: newsletter,
  },
];

export const sources: readonly Source[] = [...own, ...systems];
