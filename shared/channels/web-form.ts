/** A form on the company's own page, posted by the visitor's browser: `web-form.html` shows one. */
import * as z from "zod";
import {
  AnswerMapping,
  campaignFields,
  mappingOf,
  namedAnswers,
  readAnswers,
  scalarText,
} from "./answers.ts";
import {
  type Authentication,
  type AuthenticationContext,
  bodyBytesMaxDefault,
  defineChannel,
} from "./channel.ts";
import { type Delivery, jsonReply, textReply } from "./delivery.ts";
import { browserForm } from "./formats/browser-form.ts";
import { claimsOfLanding } from "./landing-page.ts";
import { authenticatePathToken, generatePathToken, PathTokenSecrets } from "./path-token.ts";

/** As browsers write it: no path, no default port. Plain HTTP only on the developer's machine. */
const Origin = z
  .string()
  .regex(/^(https:\/\/[a-z0-9.-]{1,253}|http:\/\/(localhost|127\.0\.0\.1))(:\d{1,5})?$/);

const FieldName = z.string().regex(/^[\w-]{1,60}$/);

const Settings = z.strictObject({
  /** Whose pages may post here. Without any, nobody's. */
  origins: z.array(Origin).max(50).default([]),
  /** Where a visitor may be sent afterwards, as `?next=` says; the first, where it says nothing. */
  redirects: z
    .array(z.url({ protocol: /^https?$/ }).max(2_000))
    .max(50)
    .default([]),
  /** A field that people do not see: whoever fills it in is a machine. */
  honeypot: FieldName.default("url"),
  fields: AnswerMapping.default({}),
  /** By the name in the form's own field `form`; those that are not listed share one source. */
  forms: z
    .record(
      z.string().min(1).max(100),
      z.strictObject({
        title: z.string().max(200).optional(),
        fields: AnswerMapping.default({}),
        /** The box without which nothing of the visitor may be kept. */
        mustAgree: FieldName.optional(),
      }),
    )
    .default({}),
});
type Settings = z.output<typeof Settings>;

/** Browsers ask again after that long, in seconds. */
const preflightMaxAgeS = 600;

/**
 * The token stands in the page for everybody to read: it keeps scanners out, not people, and can
 * be changed when it is abused. So nothing here is verified, whatever anybody posts.
 */
export default defineChannel({
  name: "web-form",
  title: { en: "Form on a page", zh: "网页表单" },
  group: "form",
  authentication: {
    en: "token in the address, which the page shows; Origin on the tenant's list",
    zh: "地址中的令牌，网页上人人可见；Origin 须在租户的名单上",
  },
  trust: "token",
  confirmation: "provider's document",
  verifies: [],
  businessId: {
    en: "_id of the form, else the day: the same words again on one day are one submission",
    zh: "表单的 _id，没有则按天：同一天内相同的内容算同一次提交",
  },
  answer: {
    en: "303 to a listed address, or a line of thanks; JSON to scripts, with CORS; OPTIONS 204",
    zh: "303 跳转到名单上的地址，或一句致谢；对脚本返回 JSON，带 CORS；对 OPTIONS 返回 204",
  },
  pathToken: true,
  furtherMethods: ["OPTIONS"],
  format: browserForm,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: Settings,
  secrets: PathTokenSecrets,
  generateSecrets: generatePathToken,
  payload: z.record(z.string(), z.unknown()),

  /** The preflight of fetch.spec.whatwg.org, 3.3: it has no body, but address and origin to check. */
  handshake(delivery, context) {
    if (delivery.method !== "OPTIONS") return undefined;
    const authentication = authenticate(delivery, context);
    if (authentication.kind === "refused") return authentication;
    const headers = {
      ...corsHeaders(delivery),
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "content-type",
      "access-control-max-age": String(preflightMaxAgeS),
    };
    return { kind: "reply", reply: { ...textReply(""), status: 204, headers } };
  },

  authenticate,

  normalise(payload, { settings, fields, receivedAt }) {
    const { form, _id: id, page, [settings.honeypot]: trap, ...given } = payload;
    // Not told apart by the answer: a machine that knew would leave the field empty next time.
    if (trap !== undefined && trap !== "") return [{ kind: "ping" }];
    const name = typeof form === "string" && form !== "" ? form : "-";
    const own = Object.hasOwn(settings.forms, name) ? settings.forms[name] : undefined;
    // A source is counted and shown to many: nobody may make one up, or write another's name there.
    const origin = own === undefined ? "-" : name;
    // Who did not agree is not kept, not even for a human to look at.
    if (own?.mustAgree !== undefined && !isTicked(payload[own.mustAgree]))
      return [{ kind: "ping" }];
    if (Object.keys(given).length === 0) return [];
    const read = readAnswers(
      namedAnswers(given, campaignFields),
      mappingOf(settings, origin),
      fields,
    );
    const day = receivedAt.toISOString().slice(0, 10);
    return [
      {
        kind: "statement",
        statement: {
          businessId: typeof id === "string" && id !== "" ? id : day,
          content: payload,
          origin,
          kind: "submission",
          ...read,
          extras: { ...read.extras, ...(origin !== name && { form: name }) },
          claims: [...read.claims, ...claimsOfLanding(typeof page === "string" ? page : undefined)],
        },
      },
    ];
  },

  /** The same whatever came of it, to people as to machines. */
  reply({ delivery, settings }) {
    const headers = corsHeaders(delivery);
    if (!isNavigation(delivery)) return { ...jsonReply({ received: true }), headers };
    const thanks = textReply("Thank you. 谢谢。");
    const location = redirectOf(delivery, settings);
    return location === undefined
      ? { ...thanks, headers }
      : { ...thanks, status: 303, headers: { ...headers, location } };
  },
});

type Context = AuthenticationContext<z.output<typeof PathTokenSecrets>, Settings>;

/** Every browser says `Origin` with what it posts; what says none is no browser. */
function authenticate(delivery: Delivery, context: Context): Authentication {
  const authentication = authenticatePathToken(delivery, context);
  if (authentication.kind === "refused") return authentication;
  return context.settings.origins.includes(delivery.headers["origin"] ?? "")
    ? authentication
    : { kind: "refused", reason: "origin not allowed" };
}

/** The origin was on the list, or nobody would be answered. */
function corsHeaders({ headers }: Delivery): Record<string, string> {
  return { "access-control-allow-origin": headers["origin"] ?? "null", vary: "origin" };
}

/** A form that was posted wants a page to come next; a script takes anything. */
function isNavigation({ headers }: Delivery): boolean {
  return /\btext\/html\b/.test(headers["accept"] ?? "");
}

/** Only to an address on the list, letter by letter: anything else would send visitors anywhere. */
function redirectOf({ query }: Delivery, { redirects }: Settings): string | undefined {
  const next = query.get("next");
  return redirects.find((address) => address === next) ?? redirects[0];
}

/** Browsers post a box only if it is ticked, with whatever value it has; scripts say true or false. */
function isTicked(value: unknown): boolean {
  return !/^(false|no|off|0|否|不同意)?$/i.test(scalarText(value).trim());
}
