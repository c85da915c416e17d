/** The report on quality, as it stands and as it was kept of a week. */
import * as z from "zod";
import { AlertView, Report } from "#shared/domain/quality/report.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { belongsOnPage, problemNotice } from "../problem.ts";
import { alertWords } from "../words/quality-alerts.ts";
import { qualityWords as words } from "../words/quality.ts";
import { parts } from "./parts.ts";
import { mayRead } from "./roles.ts";

const reportPath = "/v1/quality/report";
const alertsPath = "/v1/quality/alerts";

const Alerts = z.object({ alerts: z.array(AlertView) });

export const qualityReport: Page = {
  path: "quality",
  roles: mayRead,
  menu: words.menu,

  get: (call) => current(call),

  async post(call) {
    const { api, form, link } = call;
    const decision = form.get("decision") === "mute" ? "mute" : "acknowledge";
    const until = form.get("until") ?? "";
    if (decision === "mute" && !z.iso.date().safeParse(until).success) {
      return current(call, { status: 400, notice: mistakeNotice(call) });
    }
    const path = `${alertsPath}/${encodeURIComponent(form.get("id") ?? "")}`;
    const body = decision === "mute" ? { decision, until } : { decision };
    const answer = await api.post(path, body, AlertView);
    if (answer.kind === "answered") {
      return { kind: "moved", to: `${link("quality")}?done=${decision}#alerts` };
    }
    const { problem } = answer;
    if (!belongsOnPage(problem)) return answer;
    return current(call, { status: problem.status, notice: problemNotice(problem, call) });
  },
};

export const keptReport: Page = {
  path: "quality/{week}",
  roles: mayRead,

  async get(call) {
    const { api, path, say } = call;
    const asked = new URLSearchParams({ week: path["week"] ?? "" });
    const answer = await api.get(`${reportPath}?${asked.toString()}`, Report);
    if (answer.kind === "refused") return answer;
    const report = answer.body;
    return {
      kind: "page",
      title: say(words.titleKept),
      body: html`<p class="notice">${say(words.kept)} <a href="${call.link("quality")}">${say(words.current)}</a></p>
        ${parts({ report, alerts: { alerts: report.alerts, call: undefined } }, call)}`,
    };
  },
};

async function current(
  call: PageCall,
  refused?: { status: number; notice: Html },
): Promise<PageAnswer> {
  const { api, say } = call;
  const [reported, alerted] = await Promise.all([
    api.get(reportPath, Report),
    api.get(alertsPath, Alerts),
  ]);
  if (reported.kind === "refused") return reported;
  if (alerted.kind === "refused") return alerted;
  const shown = { report: reported.body, alerts: { alerts: alerted.body.alerts, call } };
  return {
    kind: "page",
    title: say(words.title),
    ...(refused && { status: refused.status }),
    body: html`${refused?.notice ?? doneNotice(call)} ${parts(shown, call)}`,
  };
}

function doneNotice({ query, say }: PageCall): Html | undefined {
  const done = { acknowledge: alertWords.doneAcknowledge, mute: alertWords.doneMute }[
    query.get("done") ?? ""
  ];
  return done && html`<p class="notice good" role="status">✓ ${say(done)}</p>`;
}

function mistakeNotice({ say }: PageCall): Html {
  return html`<p class="notice danger" role="alert" tabindex="-1" autofocus>
    ▲ ${say(alertWords.dayMissing)}
  </p>`;
}
