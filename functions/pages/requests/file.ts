/** Filing a request: the form, and what becomes of it. */
import { RequestView } from "#shared/domain/privacy/view.ts";
import { html } from "#shared/lambda/html.ts";
import type { Problem } from "#shared/lambda/http.ts";
import { type FormPage, formPage, type Returned } from "../form-page.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { belongsOnPage } from "../problem.ts";
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

function shown(call: PageCall, returned: Returned): PageAnswer {
  const { link, newKey } = call;
  // The same form files once, however often it is sent.
  const key = returned.entered?.get("key") ?? `page-${newKey()}`;
  const page: FormPage = {
    name: "file",
    title: words.title,
    intro: words.intro,
    action: link("requests", "file"),
    send: words.send,
    fields: (form) =>
      html`<input type="hidden" name="key" value="${key}" /> ${filingFields(form, call)}`,
  };
  return formPage(page, returned, call);
}

/** The API names an identifier by its place; here it has a control of its own. */
function mindedIdentifier({ status, title }: Problem, { controls }: Filing): string | undefined {
  const place = /^identifiers\.(\d+)\b/.exec(title)?.[1];
  return status === 400 && place !== undefined ? controls[Number(place)] : undefined;
}
