/** Sends what a browser sends when a visitor posts a form, or a page's script does. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface WebFormSecrets {
  pathToken: Secret;
}

type Context = SendingContext<WebFormSecrets>;

/** The page that the form stands on. */
export const pageOrigin = "https://www.demo.tributary.example";

/** By `fetch`: anything will do for an answer. */
export function sendWebForm(body: string | Buffer, context: Context): SignedDelivery {
  return {
    method: "POST",
    url: addressOf(context),
    headers: {
      origin: pageOrigin,
      accept: "*/*",
      "content-type": contentTypeOf(body.toString("utf8")),
    },
    body: Buffer.from(body),
  };
}

/** By the button: the browser wants a page for an answer, and `next` says which. */
export function submitWebForm(
  body: string | Buffer,
  context: Context,
  next?: string,
): SignedDelivery {
  const sent = sendWebForm(body, context);
  return {
    ...sent,
    url: next === undefined ? sent.url : `${sent.url}?next=${encodeURIComponent(next)}`,
    headers: { ...sent.headers, accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
  };
}

/** How a browser asks before it lets a script post JSON. */
export function preflightWebForm(context: Context, origin = pageOrigin): SignedDelivery {
  return {
    method: "OPTIONS",
    url: addressOf(context),
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    },
    body: Buffer.alloc(0),
  };
}

function addressOf({ address, secrets }: Context): string {
  return `${address}/${inUse(secrets.pathToken)}`;
}

function contentTypeOf(body: string): string {
  if (/^\s*[[{]/.test(body)) return "application/json";
  const [, boundary] = /^--([^=&]*)\r\n/.exec(body) ?? [];
  return boundary === undefined
    ? "application/x-www-form-urlencoded"
    : `multipart/form-data; boundary=${boundary}`;
}

export const example: Example<WebFormSecrets> = {
  says: "A visitor posts the form of a page",
  sign({ suffix, fullName, email }, context) {
    const form = new URLSearchParams({
      form: "contact",
      page: `${pageOrigin}/tea?utm_source=weibo`,
      _id: `submission-${suffix}`,
      name: fullName,
      email,
      message: "Do you have samples?",
      privacy: "on",
      newsletter: "on",
    });
    return sendWebForm(form.toString(), context);
  },
};
