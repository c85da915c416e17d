/** Every refusal as a page: what happened, and what to do next. */
import { type Html, html } from "#shared/lambda/html.ts";
import type { HttpResult, Problem } from "#shared/lambda/http.ts";
import type { Asked, PagesContext } from "./context.ts";
import { type Framed, framed } from "./frame.ts";
import { otherwise, type Refusal, statuses, ways } from "./words/refusals.ts";

type Around = Pick<Framed, "officer" | "menu" | "cookies">;

/** `more` stands below what to do next, such as a way out. */
export function refused(
  { status, title, next }: Refusal,
  { asked, context, around = {}, more }: Surroundings,
): HttpResult {
  const { say } = asked;
  const body = html`<p class="notice danger" role="alert">${say(next)}</p>
    ${more ?? waysOut(status, asked, context)}`;
  return framed({ ...around, status, title: say(title), body }, asked, context);
}

export interface Surroundings {
  asked: Asked;
  context: PagesContext;
  around?: Around;
  more?: Html;
}

/** A refusal of the API, with its own words beside ours: they say exactly what it minds. */
export function refusedByApi(problem: Problem, surroundings: Surroundings): HttpResult {
  const { asked, context } = surroundings;
  const { status, title, detail } = problem;
  const words = statuses[status] ?? otherwise;
  const told = html`<p lang="en">${title} ${detail}</p>`;
  const more = html`${told}${waysOut(status, asked, context)}`;
  return refused({ status, ...words }, { ...surroundings, more });
}

function waysOut(status: number, { say, path }: Asked, { home }: PagesContext): Html {
  const isSigningIn = path === "signed-in";
  if (!isSigningIn && status !== 401) return html`<p><a href="${home}">${say(ways.home)}</a></p>`;
  const to = isSigningIn ? "" : `?${new URLSearchParams({ to: `/${path}` }).toString()}`;
  return html`<p><a href="${home}/sign-in${to}">${say(ways.signIn)}</a></p>`;
}
