/** A refusal of the API that belongs onto the page that caused it, so that what was entered is kept. */
import { type Html, html } from "#shared/lambda/html.ts";
import type { Problem } from "#shared/lambda/http.ts";
import type { Words } from "#shared/lambda/language.ts";
import type { PageCall } from "./page.ts";
import { formWords } from "./words/forms.ts";
import { problemWords, statusWords } from "./words/problems.ts";

/** Who is no longer signed in, or may not do this at all, sees a page that says so. */
export const belongsOnPage = ({ status }: Problem): boolean =>
  ![401, 403, 404, 410].includes(status);

export function problemNotice(problem: Problem, { say }: Pick<PageCall, "say">): Html {
  return html`<div class="notice danger" role="alert" tabindex="-1" autofocus>
    <h2>${say(formWords.notDone)}</h2>
    <p>${say(wordsFor(problem))}</p>
  </div>`;
}

function wordsFor({ status, code }: Problem): Words {
  const named = Object.entries(problemWords).find(([name]) => name === code);
  if (named !== undefined) return named[1];
  if (status === 400) return statusWords.notRead;
  if (status === 413) return statusWords.tooLarge;
  if (status === 503 || status === 429) return statusWords.busy;
  return status === 504 ? statusWords.silent : statusWords.failed;
}
