/** Filing a request: the form, and what becomes of it. */
import { RequestView } from "#shared/domain/privacy/view.ts";
import { html } from "#shared/lambda/html.ts";
import type { Problem } from "#shared/lambda/http.ts";
import { mistakeSummary, type Mistakes } from "../form.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { belongsOnPage, problemNotice } from "../problem.ts";
import { filingWords as words } from "../words/filing.ts";
import { identifierWords } from "../words/identifiers.ts";
import { filingFields } from "./filing-fields.ts";
import { type Filing, readFiling } from "./filing.ts";
import { officers } from "./roles.ts";

export const fileRequest: Page = {
  path: "requests/file",
  roles: officers,

  async get(call) {
    return shown(call, {});
  },

  async post(call) {
    const { form: entered, api, link, when } = call;
    const read = readFiling(entered, when);
    if (read.kind === "mistaken") return shown(call, { entered, mistakes: read.mistakes });
    const answer = await api.post("/v1/requests", read.filing.body, RequestView);
    if (answer.kind === "answered") {
      const again = answer.status === 200 ? "?again" : "";
      return { kind: "moved", to: `${link("requests", answer.body.id, "receipt")}${again}` };
    }
    const { problem } = answer;
    if (!belongsOnPage(problem)) return answer;
    const minded = mindedIdentifier(problem, read.filing);
    return minded === undefined
      ? shown(call, { entered, problem })
      : shown(call, { entered, mistakes: { [minded]: identifierWords.notOfType } });
  },
};

interface Shown {
  entered?: URLSearchParams;
  mistakes?: Mistakes;
  problem?: Problem;
}

function shown(
  call: PageCall,
  { entered = new URLSearchParams(), mistakes = {}, problem }: Shown,
): PageAnswer {
  const { say, link, formToken, newKey } = call;
  const form = { name: "file", say, entered, mistakes };
  const isMistaken = problem !== undefined || Object.keys(mistakes).length > 0;
  // The same form files once, however often it is sent.
  const key = entered.get("key") ?? `page-${newKey()}`;
  return {
    kind: "page",
    title: say(words.title),
    ...(isMistaken && { status: problem?.status ?? 400 }),
    body: html`${problem && problemNotice(problem, call)} ${mistakeSummary(form)}
      <p>${say(words.intro)}</p>
      <form method="post" action="${link("requests", "file")}" class="narrow">
        ${formToken} <input type="hidden" name="key" value="${key}" />
        ${filingFields(form, call)}
        <p><button class="main">${say(words.send)}</button></p>
      </form>`,
  };
}

/** The API names an identifier by its place; here it has a control of its own. */
function mindedIdentifier({ status, title }: Problem, { controls }: Filing): string | undefined {
  const place = /^identifiers\.(\d+)\b/.exec(title)?.[1];
  return status === 400 && place !== undefined ? controls[Number(place)] : undefined;
}
