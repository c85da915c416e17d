/** The report on quality, as it stands and as it was kept of a week; and what one answers to an alert. */
import { Report } from "#shared/domain/quality/report.ts";
import { qualityReaders } from "#shared/domain/staff.ts";
import { html, type HtmlValue } from "#shared/lambda/html.ts";
import type { ApiAnswer } from "../api.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { belongsOnPage, problemNotice } from "../problem.ts";
import { alertWords } from "../words/quality-alerts.ts";
import { qualityWords as words } from "../words/quality.ts";
import { decideAlert, readAlerts } from "./decisions.ts";
import { parts } from "./parts.ts";
import { weekTabs } from "./weeks.ts";

const reportPath = "/v1/quality/report";

export const qualityReport: Page = {
  path: "quality",
  roles: qualityReaders,
  menu: words.menu,

  get: (call) => current(call, { above: doneNotice(call) }),

  async post(call) {
    const decided = await decideAlert(call);
    switch (decided.kind) {
      case "done":
        return { kind: "moved", to: `${call.link("quality")}?done=${decided.decision}` };
      case "mistaken":
        return current(call, { status: 400, above: mistakeNotice(call) });
      case "refused": {
        const { problem } = decided;
        if (!belongsOnPage(problem)) return decided;
        return current(call, { status: problem.status, above: problemNotice(problem, call) });
      }
    }
  },
};

export const keptReport: Page = {
  path: "quality/{week}",
  roles: qualityReaders,

  async get(call) {
    const { api, path, say } = call;
    const week = path["week"] ?? "";
    const answer = await api.get(
      `${reportPath}?${new URLSearchParams({ week }).toString()}`,
      Report,
    );
    const title = say(words.titleKept);
    if (isNone(answer)) return { kind: "page", title, body: none(words.noCopy, week, call) };
    if (answer.kind === "refused") return answer;
    const report = answer.body;
    const body = html`${weekTabs(report.week.to, call)}
      <p class="notice">${say(words.kept)}</p>
      ${parts({ report, alerts: { alerts: report.alerts } }, call)}`;
    return { kind: "page", title, body };
  },
};

interface Around {
  above: HtmlValue;
  /** That of a mistake in what was sent. */
  status?: number;
}

async function current(call: PageCall, { above, status }: Around): Promise<PageAnswer> {
  const { api, say } = call;
  const [reported, alerts] = await Promise.all([api.get(reportPath, Report), readAlerts(call)]);
  const title = say(words.title);
  if (isNone(reported)) return { kind: "page", title, body: none(words.noReport, undefined, call) };
  if (reported.kind === "refused") return reported;
  if (alerts.kind === "refused") return alerts;
  const body = html`${above} ${weekTabs(undefined, call)}
  ${parts({ report: reported.body, alerts }, call)}`;
  return { kind: "page", title, body, ...(status !== undefined && { status }) };
}

const isNone = (answer: ApiAnswer<unknown>): boolean =>
  answer.kind === "refused" && answer.problem.status === 404;

function none(
  why: typeof words.noCopy | typeof words.noReport,
  week: string | undefined,
  call: PageCall,
) {
  return html`${weekTabs(week, call)}
    <p class="notice">${call.say(why)}</p>`;
}

function doneNotice({ query, say }: PageCall): HtmlValue {
  const { doneAcknowledge, doneMute, doneUnmute } = alertWords;
  const told = { acknowledge: doneAcknowledge, mute: doneMute, unmute: doneUnmute };
  const [, done] = Object.entries(told).find(([name]) => name === query.get("done")) ?? [];
  return done && html`<p class="notice good" role="status">✓ ${say(done)}</p>`;
}

function mistakeNotice({ say }: PageCall): HtmlValue {
  return html`<p class="notice danger" role="alert" tabindex="-1" autofocus>
    ▲ ${say(alertWords.dayMissing)}
  </p>`;
}
