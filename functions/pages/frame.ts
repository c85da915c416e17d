/** What stands around every page: menu, language, who is signed in; and the headers that guard it. */
import { roleNames } from "#shared/domain/staff.ts";
import { type Html, html, htmlText } from "#shared/lambda/html.ts";
import type { HttpResult } from "#shared/lambda/http.ts";
import { languages, type Words } from "#shared/lambda/language.ts";
import type { Asked, PagesContext } from "./context.ts";
import { formTokenField } from "./form-token.ts";
import type { Page } from "./page.ts";
import type { Officer } from "./session.ts";

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

function documentOf(page: Framed, asked: Asked, { home }: PagesContext): Html {
  const { title, body, officer, menu = [] } = page;
  const { say, language, path } = asked;
  const here = path === "" ? home : `${home}/${encodedPath(path)}`;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – Tributary</title>
        <link rel="stylesheet" href="${home}/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">${say(words.skip)}</a>
        <header>
          <a class="home" href="${home}">Tributary</a>
          ${menu.length > 0 && menuOf(menu, asked, home)}
          <nav class="languages" aria-label="${say(words.language)}">
            ${languages.map((each) => languageLink(each, { here, asked }))}
          </nav>
          ${officer && signOutForm(officer, { say, home })}
        </header>
        <main id="main" tabindex="-1">
          <h1>${title}</h1>
          ${body}
        </main>
        ${officer && footer(officer, asked)}
      </body>
    </html>`;
}

function menuOf(menu: readonly Page[], { say, path }: Asked, home: string): Html {
  const links = menu.map((page) => {
    const current = page.path === path;
    const name = page.menu && say(page.menu);
    return current
      ? html`<a href="${home}/${page.path}" aria-current="page">${name}</a>`
      : html`<a href="${home}/${page.path}">${name}</a>`;
  });
  return html`<nav aria-label="${say(words.menu)}">${links}</nav>`;
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
    <button>${say(words.signOut)}</button>
  </form>`;
}

function footer({ name, role, signedInUntil }: Officer, { say }: Asked): Html {
  const iso = signedInUntil.toISOString();
  const until = `${iso.slice(0, 16).replace("T", " ")} UTC`;
  return html`<footer>
    ${name} · ${say(roleNames[role])} · ${say(words.until)}
    <time datetime="${iso}">${until}</time>
  </footer>`;
}

const encodedPath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

const words = {
  skip: { en: "Skip to content", zh: "跳到正文" },
  menu: { en: "Pages", zh: "页面" },
  language: { en: "Language", zh: "语言" },
  signOut: { en: "Sign out", zh: "退出登录" },
  until: { en: "signed in until", zh: "登录有效期至" },
} satisfies Record<string, Words>;
