/** What stands around every page: menu, language, who is signed in; and the headers that guard it. */
import { roleNames } from "#shared/domain/staff.ts";
import { attributes, type Html, html, htmlText } from "#shared/lambda/html.ts";
import type { HttpResult } from "#shared/lambda/http.ts";
import { languages } from "#shared/lambda/language.ts";
import type { Asked, PagesContext } from "./context.ts";
import { formWords } from "./words/forms.ts";
import { formTokenField } from "./form-token.ts";
import type { Page } from "./page.ts";
import type { Officer } from "./session.ts";
import { whenIn } from "./when.ts";
import { frameWords } from "./words/frame.ts";

/** Nothing runs, nothing is loaded from elsewhere, nobody frames it, and forms go to ourselves alone. */
const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  // Not `no-referrer`: browsers would then say `Origin: null` of our own forms.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

export interface Framed {
  title: string;
  body: Html;
  status?: number;
  /** Said before the title, so that it is heard first. */
  mistaken?: boolean;
  officer?: Officer | undefined;
  menu?: readonly Page[];
  cookies?: readonly string[];
}

const oneYearSeconds = 365 * 24 * 60 * 60;

export function framed(page: Framed, asked: Asked, context: PagesContext): HttpResult {
  const { status = 200, cookies = [] } = page;
  const chosen = asked.query.has("lang")
    ? [context.jar.put("language", asked.language, oneYearSeconds)]
    : [];
  return {
    statusCode: status,
    headers: { ...headers, "content-language": asked.language },
    cookies: [...cookies, ...chosen],
    body: htmlText(documentOf(page, asked, context)),
  };
}

function documentOf(page: Framed, asked: Asked, context: PagesContext): Html {
  const { home } = context;
  const { title, body, officer, mistaken = false, menu = [] } = page;
  const { say, language, path } = asked;
  const here = path === "" ? home : `${home}/${encodedPath(path)}`;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${mistaken && say(formWords.mistaken)}${title} – Tributary</title>
        <link rel="stylesheet" href="${home}/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">${say(frameWords.skip)}</a>
        <header>
          <a class="home" href="${home}">Tributary</a>
          ${menu.length > 0 && menuOf(menu, asked, home)}
          <nav class="languages" aria-label="${say(frameWords.language)}">
            ${languages.map((each) => languageLink(each, { here, asked }))}
          </nav>
          ${officer && signOutForm(officer, { say, home })}
        </header>
        <main id="main" tabindex="-1">
          <h1>${title}</h1>
          ${body}
        </main>
        ${officer && footer(officer, { asked, context })}
      </body>
    </html>`;
}

function menuOf(menu: readonly Page[], { say, path }: Asked, home: string): Html {
  const links = menu.map((page) => {
    const isBelow = page.path !== "" && path.startsWith(`${page.path}/`);
    const own = attributes({
      href: page.path === "" ? home : `${home}/${page.path}`,
      "aria-current": page.path === path ? "page" : isBelow ? "true" : undefined,
    });
    return html`<a${own}>${page.menu && say(page.menu)}</a>`;
  });
  return html`<nav aria-label="${say(frameWords.menu)}">${links}</nav>`;
}

function languageLink(
  each: (typeof languages)[number],
  { here, asked }: { here: string; asked: Asked },
): Html {
  const name = { en: "English", zh: "中文" }[each];
  if (each === asked.language) return html`<span lang="${each}" aria-current="true">${name}</span>`;
  // What the issuer sent back is not to be sent again.
  const isOwnQuery = asked.method === "GET" && asked.path !== "signed-in";
  const query = new URLSearchParams(isOwnQuery ? asked.query : {});
  query.set("lang", each);
  return html`<a lang="${each}" hreflang="${each}" href="${here}?${query.toString()}">${name}</a>`;
}

export function signOutForm(
  { token }: Pick<Officer, "token">,
  { say, home }: Pick<Asked, "say"> & Pick<PagesContext, "home">,
): Html {
  return html`<form method="post" action="${home}/sign-out">
    ${formTokenField(token)}
    <button>${say(frameWords.signOut)}</button>
  </form>`;
}

function footer(
  { name, role, signedInUntil }: Officer,
  { asked: { say, language }, context }: { asked: Asked; context: PagesContext },
): Html {
  const { zone } = context.privacy;
  const { moment } = whenIn(zone, { language, now: context.now() });
  return html`<footer>
    ${name} · ${say(roleNames[role])} · ${say(frameWords.until)}
    ${moment(signedInUntil.toISOString())} (${zone})
  </footer>`;
}

const encodedPath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
