/** An officer's browser at the pages: keeps cookies as a browser does, follows what it is told to. */
import { randomBytes } from "node:crypto";
import * as z from "zod";
import { createPages } from "#functions/pages/handler.ts";
import type { Page } from "#functions/pages/page.ts";
import { home } from "#functions/pages/home.ts";
import type { HttpEvent } from "#shared/lambda/http.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { clientId, openIssuer } from "#test/fixtures/issuer.ts";

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  /** Where it leads to. */
  location: string;
}

export interface Sent {
  form?: Record<string, string> | [string, string][];
  headers?: Record<string, string>;
}

const tributaryRoutes = ["/pages", "/pages/{proxy+}"].flatMap((path) =>
  ["GET", "POST"].map((method) => ({
    key: `${method} ${path}`,
    functionName: "pages",
    audience: undefined,
  })),
);
const apiRoutes = ["GET", "POST"].map((method) => ({
  key: `${method} /v1/{proxy+}`,
  functionName: "api",
  audience: ["tributary-api"],
}));

/** `api` stands for the API: what it is asked, with the claims that the gateway believed. */
export async function openPages(
  own: readonly Page[] = [],
  api: (event: HttpEvent) => unknown = () => ({ statusCode: 404, body: "{}" }),
  changes: Partial<Parameters<typeof createPages>[0]> = {},
) {
  const opened = await openIssuer();
  const lines: LogLine[] = [];
  const handler = createPages({
    pages: [home, ...own],
    publicBaseUrl: opened.baseUrl,
    issuer: opened.issuer,
    clientId,
    audience: ["tributary-api"],
    scope: "openid profile",
    languages: ["en", "zh"],
    privacy: { laws: ["gdpr", "pipl"], zone: "Asia/Shanghai" },
    now: () => new Date(opened.clock.now()),
    random: randomBytes,
    log: (line) => lines.push(line),
    ...changes,
  });
  opened.serve([...tributaryRoutes, ...apiRoutes], (name, event) =>
    name === "pages" ? handler(event as HttpEvent) : api(event as HttpEvent),
  );
  return { ...opened, lines, browser: () => openBrowser(opened.baseUrl) };
}

function openBrowser(baseUrl: string) {
  const cookies = new Map<string, string>();

  async function ask(path: string, { form, headers = {} }: Sent = {}): Promise<Answered> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(new URL(path, baseUrl), {
      redirect: "manual",
      headers: { ...headers, ...(cookie !== "" && { cookie }) },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/; Max-Age=0;/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location") ?? "";
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location,
    };
  }

  /** From the page that asks to sign in, to the address that leads back to us. */
  async function passIssuer(begin: string, as: { name?: string; role?: string }): Promise<string> {
    const { location } = await ask(begin);
    const url = new URL(location);
    const form = {
      name: "Noor",
      role: "compliance",
      ...Object.fromEntries(url.searchParams),
      ...as,
    };
    return (await ask(url.origin + url.pathname, { form })).location;
  }

  return {
    cookies,
    ask,
    passIssuer,
    async signIn(as: { name?: string; role?: string } = {}, begin = "/pages"): Promise<Answered> {
      return ask(await passIssuer(begin, as));
    },
  };
}

/** What a form on a page would send along. */
export function formTokenIn({ text }: Answered): string {
  const [, token] = /name="form-token" value="([^"]+)"/.exec(text) ?? [];
  return z.string().parse(token);
}
