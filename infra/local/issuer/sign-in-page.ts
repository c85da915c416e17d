/** Where one says who one is, on this machine: no password, since whoever sits here has everything. */
import { type Html, html, htmlText } from "#shared/lambda/html.ts";
import type { Language } from "#shared/lambda/language.ts";
import { roleNames, roles } from "#shared/domain/staff.ts";
import type { ControlAnswer } from "../gateway.ts";

export interface SignInPage {
  language: Language;
  /** What has to come back with the form. */
  parameters: URLSearchParams;
  /** True where the name that was sent cannot be one. */
  nameRefused: boolean;
}

export function signInPage({ language, parameters, nameRefused }: SignInPage): ControlAnswer {
  const say = (key: keyof typeof words): string => words[key][language];
  const hidden = [...parameters].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return page(nameRefused ? 400 : 200, {
    language,
    title: say("title"),
    body: html`<p>${say("what")}</p>
      <form method="post">
        ${hidden}
        <p>
          <label for="name">${say("name")}</label><br />
          <input id="name" name="name" required maxlength="60" autocomplete="off" />
          ${nameRefused && html`<br /><strong role="alert">${say("refused")}</strong>`}
        </p>
        <p>
          <label for="role">${say("role")}</label><br />
          <select id="role" name="role">
            ${roles.map((role) => html`<option value="${role}">${roleNames[role][language]}</option>`)}
          </select>
        </p>
        <p><button>${say("signIn")}</button></p>
      </form>`,
  });
}

/** A request that cannot be answered back to whoever made it: RFC 6749, 4.1.2.1. */
export function refusedPage(language: Language, reason: string): ControlAnswer {
  const title = words.notSoTitle[language];
  return page(400, {
    language,
    title,
    body: html`<p>${words.notSo[language]} <code>${reason}</code></p>`,
  });
}

function page(
  status: number,
  shown: { language: Language; title: string; body: Html },
): ControlAnswer {
  const { language, title, body } = shown;
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      "referrer-policy": "same-origin",
    },
    body: htmlText(
      html`<!doctype html>
        <html lang="${language}">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>${title}</title>
          </head>
          <body>
            <main>
              <h1>${title}</h1>
              ${body}
            </main>
          </body>
        </html>`,
    ),
  };
}

const words = {
  title: { en: "Sign in on this machine", zh: "在本机登录" },
  what: {
    en: "This stands in for your company's identity provider. Say who you want to be.",
    zh: "此页面代替贵公司的身份提供方。请选择您的身份。",
  },
  name: { en: "Name", zh: "姓名" },
  role: { en: "Role", zh: "角色" },
  signIn: { en: "Sign in", zh: "登录" },
  refused: { en: "Say a name of at most sixty characters.", zh: "请填写姓名，不超过六十个字符。" },
  notSoTitle: { en: "This cannot be signed in to", zh: "无法登录" },
  notSo: { en: "The request is not one of the pages:", zh: "请求并非来自本机页面：" },
} satisfies Record<string, Record<Language, string>>;
