/**
 * What a page is. To add one: write a file that exports a `Page`, and list it in `pages.ts`. Its path
 * stands below `/pages`; the frame sees to sign-in, roles, form tokens, headers, language and menu
 * before it calls `get` or `post`.
 *
 * ```ts
 * export const oneRequest: Page = {
 *   path: "requests/{id}",
 *   roles: ["compliance", "admin"],
 *   async get({ path, api, say, link, formToken }) {
 *     const answer = await api.get(`/v1/requests/${path["id"] ?? ""}`, RequestView);
 *     if (answer.kind === "refused") return answer;
 *     return {
 *       kind: "page",
 *       title: say({ en: "Request", zh: "请求" }),
 *       body: html`<form method="post" action="${link("requests", answer.body.id)}">
 *         ${formToken} <button>${say({ en: "Approve", zh: "批准" })}</button></form>`,
 *     };
 *   },
 *   async post({ form, path, api, link }) { … return { kind: "moved", to: link("requests", id) }; },
 * };
 * ```
 *
 * A page keeps nothing and has no rights of its own: what it shows and does it asks of the API with the
 * officer's token, so that roles, audit and refusals are those of the API. Every form that posts holds
 * `formToken`; without it a post is refused before the page sees it.
 */
import type { Role } from "#shared/domain/staff.ts";
import type { Html } from "#shared/lambda/html.ts";
import type { Problem } from "#shared/lambda/http.ts";
import type { Language, Words } from "#shared/lambda/language.ts";
import type { Api } from "./api.ts";
import type { Officer } from "./session.ts";

export interface PageCall {
  officer: Officer;
  language: Language;
  /** Picks what is said in the officer's language. */
  say(words: Words): string;
  /** The variables of the path. */
  path: Readonly<Record<string, string>>;
  query: URLSearchParams;
  api: Api;
  /** Address of a page: `link("requests", id)`. Each segment is encoded. */
  link(...segments: readonly string[]): string;
  /** The hidden field that every form with `method="post"` must hold. */
  formToken: Html;
}

export type PageAnswer =
  | { kind: "page"; title: string; body: Html; status?: number }
  /** After a post: the browser asks for this page (303), so that reloading does not post again. */
  | { kind: "moved"; to: string }
  /** Shown with what to do next. */
  | { kind: "refused"; problem: Problem };

export interface Page {
  /** Below `/pages`, with `{name}` for a variable. */
  path: string;
  /** Everybody else is refused, and sees no link to it in the menu. */
  roles: readonly Role[];
  /** How the menu calls it; a page without it is not in the menu. */
  menu?: Words;
  get(call: PageCall): Promise<PageAnswer>;
  post?(call: PageCall & { form: URLSearchParams }): Promise<PageAnswer>;
}
