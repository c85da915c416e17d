/** A page that is one form: empty at first, and with what was entered where it was not taken. */
import { type Html, html } from "#shared/lambda/html.ts";
import type { Problem } from "#shared/lambda/http.ts";
import type { Words } from "#shared/lambda/language.ts";
import { type Form, mistakeSummary, type Mistakes } from "./form.ts";
import type { PageAnswer, PageCall } from "./page.ts";
import { problemNotice } from "./problem.ts";

/** What comes back with the form. */
export interface Returned {
  entered?: URLSearchParams;
  mistakes?: Mistakes;
  problem?: Problem;
}

export interface FormPage {
  /** Begins the ids of its controls. */
  name: string;
  title: Words;
  intro: Words;
  /** Where it is sent. */
  action: string;
  send: Words;
  fields(form: Form): Html;
}

export function formPage(
  { name, title, intro, action, send, fields }: FormPage,
  { entered = new URLSearchParams(), mistakes = {}, problem }: Returned,
  call: PageCall,
): PageAnswer {
  const { say, formToken } = call;
  const form: Form = { name, say, entered, mistakes };
  const isMistaken = problem !== undefined || Object.keys(mistakes).length > 0;
  return {
    kind: "page",
    title: say(title),
    ...(isMistaken && { status: problem?.status ?? 400 }),
    body: html`${problem && problemNotice(problem, call)} ${mistakeSummary(form)}
      <p>${say(intro)}</p>
      <form method="post" action="${action}" class="narrow">
        ${formToken} ${fields(form)}
        <p><button class="main">${say(send)}</button></p>
      </form>`,
  };
}
