/** The certificate of an erasure, to be printed. Whatever it says is shown, also what is new in it. */
import * as z from "zod";
import { type Html, html, type HtmlValue } from "#shared/lambda/html.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { certificateWords as words } from "../words/certificate.ts";
import { formWords } from "../words/forms.ts";
import { listOf, namedIn, tableOf } from "./certificate-parts.ts";
import { onlookers } from "./roles.ts";

/** Only what gives the page its shape; the rest is shown as it comes. */
const Certificate = z.object({
  content: z.looseObject({
    final: z.boolean(),
    counts: z.record(z.string(), z.unknown()).optional(),
    verification: z.record(z.string(), z.unknown()).optional(),
    windows: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
  signature: z.record(z.string(), z.unknown()),
});
type Certificate = z.infer<typeof Certificate>;

export const certificate: Page = {
  path: "requests/{id}/certificate",
  roles: onlookers,

  async get(call) {
    const { api, path, say } = call;
    const id = path["id"] ?? "";
    const answer = await api.get(`/v1/requests/${id}/certificate`, Certificate);
    if (answer.kind === "refused") {
      return answer.problem.status === 404 ? notYet(id, call) : answer;
    }
    return {
      kind: "page",
      title: say(words.title),
      body: html`${document(answer.body, call)} ${asJson(answer.body, call)} ${backTo(id, call)}`,
    };
  },
};

function notYet(id: string, call: PageCall): PageAnswer {
  const { say } = call;
  const body = html`<p class="notice">${say(words.noneWhy)}</p>
    ${backTo(id, call)}`;
  return { kind: "page", title: say(words.none), body };
}

/** What paper cannot do: the signature is over this, and not over the page. */
const asJson = (certificate: Certificate, { say }: PageCall): Html =>
  html`<details class="no-print">
    <summary>${say(words.json)}</summary>
    <pre>${JSON.stringify(certificate, undefined, 2)}</pre>
  </details>`;

const backTo = (id: string, { say, link }: PageCall): Html =>
  html`<p class="no-print"><a href="${link("requests", id)}">${say(words.back)}</a></p>`;

function document({ content, signature }: Certificate, call: PageCall): Html {
  const { say, when } = call;
  const { final, counts, verification, windows, ...rest } = content;
  const [standing, why] = final
    ? [words.final, words.finalWhy]
    : [words.preliminary, words.preliminaryWhy];
  return html`<p class="no-print quiet">${say(words.print)}</p>
    <article class="certificate">
      <p class="standing"><strong>${say(standing)}</strong> ${say(why)}</p>
      ${section(
        say(words.statement),
        html`<p>${say(words.says)}</p>
          ${listOf(rest, call)}`,
      )}
      ${counts && section(say(words.counts), countTable(counts, call))}
      ${verification && section(say(words.verification), listOf(verification, call))}
      ${windows && section(say(words.windows), tableOf(windows, { caption: words.windowsCaption, call }))}
      ${section(
        say(words.signature),
        html`${listOf(signature, call)}
          <p class="quiet">${say(words.signatureHint)}</p>`,
      )}
      <p class="quiet">${say(formWords.zone(when.zone))}</p>
    </article>`;
}

const section = (title: string, body: HtmlValue): Html =>
  html`<section>
    <h2>${title}</h2>
    ${body}
  </section>`;

function countTable(counts: Readonly<Record<string, unknown>>, { say }: PageCall): Html {
  const rows = Object.entries(counts).map(
    ([name, count]) =>
      html`<tr>
        <th scope="row">${namedIn(name, say)}</th>
        <td class="count">${String(count)}</td>
      </tr>`,
  );
  return html`<table class="counts">
    <caption>
      ${say(words.countsCaption)}
    </caption>
    <thead>
      <tr>
        <th scope="col">${say(words.what)}</th>
        <th scope="col" class="count">${say(words.count)}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
