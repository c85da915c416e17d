/**
 * What a page is. To add one: write a file that exports a `Page`, and list it in `pages.ts`. Its path
 * stands below `/pages`; the frame sees to sign-in, roles, form tokens, headers, language and menu
 * before it calls `get` or `post`.
 *
 * ```ts
 * export const oneNote: Page = {
 *   path: "notes/{id}",
 *   roles: ["compliance", "admin"],
 *   async get({ path, api, say, link, formToken }) {
 *     const answer = await api.get(`/v1/notes/${path["id"] ?? ""}`, NoteView);
 *     if (answer.kind === "refused") return answer;
 *     return {
 *       kind: "page",
 *       title: say(words.title),
 *       body: html`<form method="post" action="${link("notes", answer.body.id)}">
 *         ${formToken} <button>${say(words.keep)}</button></form>`,
 *     };
 *   },
 *   async post({ form, path, api, link }) { … return { kind: "moved", to: link("notes", id) }; },
 * };
 * ```
 *
 * A page keeps nothing and has no rights of its own: what it shows and does it asks of the API with the
 * officer's token, so that roles, audit and refusals are those of the API. Every form that posts holds
 * `formToken`; without it a post is refused before the page sees it. What it says stands in `words/`,
 * in both languages; its controls come from `form.ts`, which labels them and leads to what is wrong.
 */
import type { Law } from "#shared/domain/privacy/law.ts";
import type { Role } from "#shared/domain/staff.ts";
import type { Html } from "#shared/lambda/html.ts";
import type { Problem } from "#shared/lambda/http.ts";
import type { Language, Words } from "#shared/lambda/language.ts";
import type { Api } from "./api.ts";
import type { Officer } from "./session.ts";
import type { When } from "./when.ts";

export interface PageCall {
  officer: Officer;
  language: Language;
  /** Picks what is said in the officer's language. */
  say(words: Words): string;
  /** The variables of the path. */
  path: Readonly<Record<string, string>>;
  query: URLSearchParams;
  api: Api;
  /** Address of a page: `link("notes", id)`. Each segment is encoded. */
  link(...segments: readonly string[]): string;
  /** The hidden field that every form with `method="post"` must hold. */
  formToken: Html;
  /** Writes times in the officer's language, by the tenant's clock. */
  when: When;
  /** By which the tenant's requests are counted. */
  laws: readonly Law[];
  /** For a form that must not do twice what is sent twice. */
  newKey(): string;
}

export type PageAnswer =
  /** `status`: that of a mistake in what was sent, which the page then shows together with it. */
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
