/** Youzan (有赞): customers and orders of shops on its platform. */
import * as z from "zod";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Statement } from "#shared/domain/statement.ts";
import { isYes } from "./answers.ts";
import {
  bodyBytesMaxDefault,
  defineChannel,
  RotatingSecret,
  type Understanding,
} from "./channel.ts";
import { jsonReply } from "./delivery.ts";
import { json } from "./formats/json.ts";
import { momentOf } from "./unix-time.ts";
import { authenticateYouzan } from "./youzan-signature.ts";

const ClientId = z.string().regex(/^\w{8,64}$/);

const App = z.strictObject({
  name: z.string().max(100).optional(),
  /** The official account through which customers enter the shop: a bare openid names nobody. */
  weixinApp: z.string().min(1).max(100).optional(),
  /** Whether pushes without the header are taken that only sign `msg`, as old apps send them. */
  bodySign: z.boolean().default(false),
});

const Settings = z.strictObject({
  /** By their client ids. */
  apps: z.record(ClientId, App).default({}),
});

const Secrets = z.record(ClientId, z.strictObject({ clientSecret: RotatingSecret }));

const Text = z.string().nullish();
const Id = z.union([z.number(), z.string()]);

const Payload = z.looseObject({
  type: z.string().min(1),
  kdt_id: Id,
  id: Id.nullish(),
  msg_id: Text,
  status: Text,
  version: Id.nullish(),
  test: z.boolean().nullish(),
  /** JSON, as a form would encode it; newer kinds hold the object itself. */
  msg: z.union([z.string(), z.looseObject({})]).nullish(),
});
type Payload = z.output<typeof Payload>;

const Customer = z.looseObject({
  yz_open_id: Text,
  account_id: Id.nullish(),
  account_type: Text,
  mobile: Text,
  name: Text,
  gender: Id.nullish(),
  birthday: Text,
  is_log_off: z.unknown().optional(),
});

const Trade = z.looseObject({
  full_order_info: z.looseObject({
    order_info: z.looseObject({}).nullish(),
    pay_info: z.looseObject({}).nullish(),
    remark_info: z.looseObject({}).nullish(),
    buyer_info: z.looseObject({
      yz_open_id: Text,
      buyer_id: Id.nullish(),
      buyer_phone: Text,
      fans_nickname: Text,
      fans_type: Id.nullish(),
      outer_user_id: Text,
    }),
  }),
});

export default defineChannel({
  name: "youzan",
  title: { en: "Youzan", zh: "有赞商城" },
  group: "shop",
  authentication: {
    en: "Event-Sign: hex MD5 over client id, body, client secret. In the body only: weak",
    zh: "Event-Sign：对 client id、请求体、client secret 的十六进制 MD5。只签在请求体里的：弱",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: ["external-id", "wechat-openid"],
  businessId: {
    en: "msg_id, else kdt_id + type + id + status + version",
    zh: "msg_id，没有则 kdt_id + type + id + status + version",
  },
  answer: '`{"code":0,"msg":"success"}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: Settings,
  secrets: Secrets,
  generateSecrets: (randomBytes, { apps }) =>
    Object.fromEntries(
      Object.keys(apps).map((app) => [app, { clientSecret: randomBytes(16).toString("hex") }]),
    ),
  payload: Payload,

  authenticate: (delivery, { secrets, settings: { apps } }) =>
    authenticateYouzan(delivery, { secrets, apps, bodyBytesMax: bodyBytesMaxDefault }),

  normalise(payload, { account = "", settings, trust }) {
    if (payload.test) return [{ kind: "ping" }];
    const message = messageOf(payload);
    if (message === undefined) return [unclear("the message cannot be read")];
    const weixinApp = settings.apps[account]?.weixinApp;
    const said = understand(payload.type, message, { weixinApp, verified: trust === "signed" });
    if ("kind" in said) return [said];
    const { kdt_id: shop, id, type, status, version } = payload;
    const observedAt = timeOf(version);
    return [
      {
        kind: "statement",
        statement: {
          businessId: payload.msg_id ?? [shop, type, id, status, version].join(":"),
          // Not the envelope: it counts the attempts.
          content: message,
          origin: String(shop),
          kind: status ? `${type} ${status}` : type,
          ...(observedAt && { observedAt }),
          ...said,
        },
      },
    ];
  },

  reply: () => jsonReply({ code: 0, msg: "success" }),
});

function unclear(reason: string): Extract<Understanding, { kind: "unclear" }> {
  return { kind: "unclear", reason };
}

/** Undefined where it is not what it says. */
function messageOf({ msg }: Payload): unknown {
  if (typeof msg !== "string") return msg ?? undefined;
  try {
    const parsed = json.parse(decodeURIComponent(msg.replaceAll("+", " ")));
    return parsed.kind === "parsed" ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

type Said = Pick<Statement, "identifiers" | "claims" | "extras">;

interface Reading {
  weixinApp: string | undefined;
  verified: boolean;
}

/** What is about one customer beside orders: profile, membership card, points, coupons. */
const aboutCustomer = /^(SCRM_CUSTOMER_(EVENT|CARD)|POINTS|COUPON_CUSTOMER_PROMOTION)$/;

function understand(
  type: string,
  message: unknown,
  reading: Reading,
): Said | Exclude<Understanding, { kind: "statement" }> {
  if (aboutCustomer.test(type)) {
    const customer = Customer.safeParse(message);
    if (!customer.success) return unclear("the customer has an unknown shape");
    return isYes(customer.data.is_log_off)
      ? unclear("a customer left the shop")
      : saidOfCustomer(customer.data);
  }
  if (!/^(youzan_)?trade_/i.test(type)) return unclear("the type is not understood");
  const trade = Trade.safeParse(message);
  if (trade.success) return saidByOrder(trade.data.full_order_info, reading);
  // That it was shipped, closed or remarked on says nothing about who bought.
  return typeof message === "object" && message !== null && "full_order_info" in message
    ? unclear("the order has an unknown shape")
    : { kind: "ping" };
}

/** Staff enter and import customers: their ids are records of the shop, not yet of somebody who came. */
function saidOfCustomer(customer: z.output<typeof Customer>): Said {
  const { account_id: id, account_type: kind, mobile, name, gender, birthday, ...rest } = customer;
  const openId = customer.yz_open_id ?? (kind === "YzOpenId" ? id : undefined);
  const buyerId = kind === "YouZanAccount" ? id : undefined;
  return {
    identifiers: accountsOf({ openId, buyerId, verified: false }),
    claims: [
      { field: "fullName", value: name },
      { field: "phone", value: mobile ?? (kind === "Mobile" ? id : undefined) },
      // 0 stands where it was never asked.
      { field: "gender", value: gender === 0 ? undefined : gender },
      { field: "birthday", value: birthday },
    ],
    extras: Object.fromEntries(
      Object.entries(rest).filter(([key]) => !/(^|_)id$|^is_log_off$|^client_hash$/.test(key)),
    ),
  };
}

/** Who bought, not who it is sent to: a present goes to somebody else. */
function saidByOrder(
  order: z.output<typeof Trade>["full_order_info"],
  { weixinApp, verified }: Reading,
): Said {
  const { buyer_info: buyer, order_info: info, pay_info: pay, remark_info: remark } = order;
  const accounts = accountsOf({ openId: buyer.yz_open_id, buyerId: buyer.buyer_id, verified });
  // Followers of the shop's own account: of all others the id belongs to somebody else's account.
  const openid = String(buyer.fans_type) === "1" && weixinApp ? buyer.outer_user_id : undefined;
  return {
    identifiers: openid
      ? [
          ...accounts,
          { type: "wechat-openid", namespace: weixinApp ?? "", value: openid, verified },
        ]
      : accounts,
    claims: [
      { field: "phone", value: buyer.buyer_phone },
      { field: "nickname", value: buyer.fans_nickname },
    ],
    extras: {
      order: info?.["tid"],
      order_status: info?.["status"],
      order_total: pay?.["payment"],
      order_note: remark?.["buyer_message"],
    },
  };
}

interface Accounts {
  openId: string | number | null | undefined;
  buyerId: string | number | null | undefined;
  verified: boolean;
}

/** Youzan is in the middle of changing its customers' ids: both may come. */
function accountsOf({ openId, buyerId, verified }: Accounts): StatedIdentifier[] {
  const ids = [
    { namespace: "youzan", id: openId },
    { namespace: "youzan-buyer", id: buyerId },
  ];
  return ids.flatMap(({ namespace, id }) =>
    id ? [{ type: "external-id", namespace, value: String(id), verified }] : [],
  );
}

/** The version of a push is when it happened: in seconds, or in milliseconds. */
function timeOf(version: string | number | null | undefined): Date | undefined {
  return /^\d{10}(\d{3})?$/.test(String(version)) ? momentOf(version) : undefined;
}
