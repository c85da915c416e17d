/** The pages' front door: who is there, which page is asked for, and may they see it. */
import type { HttpEvent, HttpResult } from "#shared/lambda/http.ts";
import { errorName } from "#shared/lambda/log.ts";
import { createApi } from "./api.ts";
import {
  type Asked,
  openContext,
  type PagesContext,
  type PagesPorts,
  readAsked,
} from "./context.ts";
import { IdentityProviderError } from "./errors.ts";
import { formTokenField, isOwnForm } from "./form-token.ts";
import { framed, signOutForm } from "./frame.ts";
import type { PageAnswer, PageCall } from "./page.ts";
import type { FoundPage } from "./pages.ts";
import { refused, refusedByApi } from "./refusals.ts";
import { type Officer, readSession } from "./session.ts";
import { beginSignIn, endSignIn, moved, signedOut, signOut } from "./sign-in.ts";
import { style } from "./style.ts";
import { whenIn } from "./when.ts";
import { refusals } from "./words/refusals.ts";

export function createPages(ports: PagesPorts) {
  const context = openContext(ports);
  return async (event: HttpEvent): Promise<HttpResult> => {
    const asked = readAsked(event, context);
    const result = await answerOrFail(asked, context);
    const { statusCode: status } = result;
    // The page and not the path: that may name somebody's request.
    const page = context.finder.find(asked.path)?.page.path ?? "-";
    context.log({ outcome: "answered", page: `${asked.method} /pages/${page}`, status });
    return result;
  };
}

async function answerOrFail(asked: Asked, context: PagesContext): Promise<HttpResult> {
  try {
    return await answer(asked, context);
  } catch (error) {
    context.log({ outcome: "failed", error: errorName(error) });
    const why = error instanceof IdentityProviderError ? "providerSilent" : "failed";
    return refused(refusals[why], { asked, context });
  }
}

/** What needs nobody to be signed in comes first. */
async function answer(asked: Asked, context: PagesContext): Promise<HttpResult> {
  switch (`${asked.method} ${asked.path}`) {
    case "GET style.css":
      return stylesheet;
    case "GET sign-in": {
      const to = asked.query.get("to") ?? undefined;
      return beginSignIn({ to, anew: asked.query.has("anew") }, asked, context);
    }
    case "GET signed-in":
      return endSignIn(asked, context);
    case "POST sign-out":
      return signOut(asked, context);
    case "GET signed-out":
      return signedOut(asked, context);
  }
  const { issuer, audience, provider, now } = context;
  const believed = { issuer, audience, provider, now: now() };
  const session = await readSession(asked.cookies.read("session"), believed);
  if (session.kind === "none") return askToSignIn(asked, context);
  if (session.kind === "no role") {
    const more = signOutForm(session, { ...asked, ...context });
    return refused(refusals.noRole, { asked, context, more });
  }
  return answerOfficer(session.officer, asked, context);
}

/** A post is told that it did nothing; whoever only looks is led to sign in, and back. */
function askToSignIn(asked: Asked, context: PagesContext): Promise<HttpResult> | HttpResult {
  if (asked.method !== "GET") return refused(refusals.ended, { asked, context });
  const query = new URLSearchParams(asked.query);
  query.delete("lang");
  const to = `${asked.path && `/${asked.path}`}${query.size > 0 ? `?${query.toString()}` : ""}`;
  return beginSignIn({ to }, asked, context);
}

async function answerOfficer(
  officer: Officer,
  asked: Asked,
  context: PagesContext,
): Promise<HttpResult> {
  const around = { officer, menu: context.finder.menuFor(officer.role) };
  const surroundings = { asked, context, around };
  const found = context.finder.find(asked.path);
  if (found === undefined) return refused(refusals.unknown, surroundings);
  if (!found.page.roles.includes(officer.role)) return refused(refusals.otherRole, surroundings);
  const answered = await ask(found, officer, { asked, context });
  switch (answered.kind) {
    case "not a form":
      return refused(refusals[answered.why], surroundings);
    case "moved":
      return moved(answered.to);
    case "refused":
      return refusedByApi(answered.problem, surroundings);
    case "page":
      return framed(
        { ...answered, ...around, mistaken: answered.status !== undefined },
        asked,
        context,
      );
  }
}

type NotAForm = { kind: "not a form"; why: "otherMethod" | "tooLarge" | "foreignForm" };

async function ask(
  { page, path }: FoundPage,
  officer: Officer,
  { asked, context }: { asked: Asked; context: PagesContext },
): Promise<PageAnswer | NotAForm> {
  const { home, publicBaseUrl: baseUrl, privacy, random } = context;
  const { language, query, say, form } = asked;
  const call: PageCall = {
    officer,
    language,
    say,
    path,
    query,
    api: createApi({ baseUrl, token: officer.token }),
    link: (...segments) => [home, ...segments.map(encodeURIComponent)].join("/"),
    formToken: formTokenField(officer.token),
    when: whenIn(privacy.zone, { language, now: context.now() }),
    laws: privacy.laws,
    newKey: () => random(16).toString("base64url"),
  };
  if (asked.method === "GET") return page.get(call);
  if (page.post === undefined) return { kind: "not a form", why: "otherMethod" };
  if (form === undefined) return { kind: "not a form", why: "tooLarge" };
  if (!isOwnForm(form, officer.token)) return { kind: "not a form", why: "foreignForm" };
  return page.post({ ...call, form });
}

/** Of no interest to anybody, and the same for all: it may be kept for a while. */
const stylesheet: HttpResult = {
  statusCode: 200,
  headers: {
    "content-type": "text/css; charset=utf-8",
    "cache-control": "public, max-age=300",
    "x-content-type-options": "nosniff",
  },
  body: style,
};
