/** What the pages are built with, and what one request to them is. */
import type { PrivacyPolicy } from "#shared/domain/privacy/policy.ts";
import { bodyBytes, type HttpEvent } from "#shared/lambda/http.ts";
import {
  isLanguage,
  type Language,
  preferredLanguage,
  type Words,
} from "#shared/lambda/language.ts";
import type { Log } from "#shared/lambda/log.ts";
import { type CookieJar, type Cookies, createCookieJar } from "./cookies.ts";
import { type IdentityProvider, openIdentityProvider } from "./identity-provider.ts";
import type { Page } from "./page.ts";
import { createPageFinder, type PageFinder } from "./pages.ts";

export interface PagesPorts {
  pages: readonly Page[];
  publicBaseUrl: string;
  issuer: string;
  clientId: string;
  audience: readonly string[];
  scope: string;
  /** The tenant's: the first is spoken to whoever wishes for none of ours. */
  languages: readonly Language[];
  privacy: Pick<PrivacyPolicy, "laws" | "zone">;
  now: () => Date;
  random: (bytes: number) => Buffer;
  log: Log;
}

export interface PagesContext extends PagesPorts {
  finder: PageFinder;
  jar: CookieJar;
  provider: () => Promise<IdentityProvider>;
  /** The path of the first page, without a slash at its end. */
  home: string;
  /** Where the issuer sends back to: to be registered there. */
  redirectUri: string;
}

export function openContext(ports: PagesPorts): PagesContext {
  const { publicBaseUrl } = ports;
  return {
    ...ports,
    finder: createPageFinder(ports.pages),
    jar: createCookieJar(publicBaseUrl),
    provider: openIdentityProvider(ports),
    home: `${new URL(publicBaseUrl).pathname.replace(/\/$/, "")}/pages`,
    redirectUri: `${publicBaseUrl}/pages/signed-in`,
  };
}

export interface Asked {
  method: string;
  /** Below `/pages`, decoded: `requests/req_1`; empty for the first page. */
  path: string;
  query: URLSearchParams;
  /** Undefined where the body is more than a form. */
  form: URLSearchParams | undefined;
  cookies: Cookies;
  language: Language;
  say(words: Words): string;
}

/** More than any form of ours holds. */
const formBytesMax = 64 * 1024;

export function readAsked(event: HttpEvent, context: PagesContext): Asked {
  const bytes = bodyBytes(event);
  const query = new URLSearchParams(event.rawQueryString);
  const cookies = context.jar.open(event.cookies);
  const language = languageOf({ query, cookies, event }, context);
  return {
    method: event.requestContext.http.method,
    path: event.pathParameters?.["proxy"] ?? "",
    query,
    form: bytes.length > formBytesMax ? undefined : new URLSearchParams(bytes.toString()),
    cookies,
    language,
    say: (words) => words[language],
  };
}

function languageOf(
  { query, cookies, event }: Pick<Asked, "query" | "cookies"> & { event: HttpEvent },
  { languages }: PagesContext,
): Language {
  const chosen = [query.get("lang") ?? undefined, cookies.read("language")].find(isLanguage);
  return chosen ?? preferredLanguage(event.headers["accept-language"]) ?? languages[0] ?? "en";
}
