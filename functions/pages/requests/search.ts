/** The requests about one identifier, which travels in the body of a form and stands in no address. */
import { RequestsFound } from "#shared/domain/privacy/view.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { type Form, mistakeSummary, type Mistakes } from "../form.ts";
import { identifierFields, readIdentifier } from "../identifier-fields.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { belongsOnPage, problemNotice } from "../problem.ts";
import { identifierWords } from "../words/identifiers.ts";
import { listWords as words } from "../words/requests.ts";
import { officers } from "./roles.ts";
import { requestTable } from "./table.ts";

export const requestSearch: Page = {
  path: "requests/search",
  roles: officers,

  async get(call) {
    return shown(call, {});
  },

  async post(call) {
    const { form: entered, api } = call;
    const read = readIdentifier(entered) ?? { mistakes: { value: identifierWords.lacksValue } };
    if ("mistakes" in read) return shown(call, { ...read, entered });
    const answer = await api.post("/v1/requests/search", read, RequestsFound);
    if (answer.kind === "answered") return shown(call, { entered, ...answer.body });
    const { problem } = answer;
    if (!belongsOnPage(problem)) return answer;
    if (problem.status === 400) {
      return shown(call, { entered, mistakes: { value: identifierWords.notOfType } });
    }
    return shown(call, { entered, above: problemNotice(problem, call) });
  },
};

interface Shown {
  entered?: URLSearchParams;
  mistakes?: Mistakes;
  above?: Html;
  requests?: RequestsFound["requests"];
}

function shown(call: PageCall, { requests, above, ...rest }: Shown): PageAnswer {
  const { say, link } = call;
  const isMistaken = above !== undefined || rest.mistakes !== undefined;
  return {
    kind: "page",
    title: say(words.search),
    ...(isMistaken && { status: 400 }),
    body: html`${above} ${searchForm(call, rest)}
      ${requests?.length === 0 && html`<p class="notice" role="status">${say(words.noneFound)}</p>`}
      ${
        requests !== undefined &&
        requests.length > 0 &&
        requestTable({ caption: words.foundCaption, requests }, call)
      }
      <p><a href="${link("requests")}">${say(words.back)}</a></p>`,
  };
}

export function searchForm(
  { say, link, formToken }: PageCall,
  { entered = new URLSearchParams(), mistakes = {} }: Pick<Shown, "entered" | "mistakes"> = {},
): Html {
  const form: Form = { name: "search", say, entered, mistakes };
  return html`<form method="post" action="${link("requests", "search")}" class="narrow">
    ${mistakeSummary(form)}
    <p class="quiet">${say(words.searchHint)}</p>
    ${formToken} ${identifierFields(form, { isNeeded: true })}
    <p><button>${say(words.find)}</button></p>
  </form>`;
}
