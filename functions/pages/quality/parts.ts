/** The parts of the report, in the order in which they are read. */
import type { Report } from "#shared/domain/quality/report.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import type { PageCall } from "../page.ts";
import { type Part, partTitles, qualityWords as words } from "../words/quality.ts";
import { alertList, type AlertsShown } from "./alerts.ts";
import { answer } from "./answer.ts";
import { conflicts } from "./conflicts.ts";
import { duplicates } from "./duplicates.ts";
import { effects, fixes } from "./fixes.ts";
import { heatMaps } from "./heat-maps.ts";
import { method } from "./method.ts";
import { mix } from "./mix.ts";
import { numbers } from "./numbers.ts";
import { type Reading, readingOf } from "./reading.ts";
import { sourceTable } from "./source-table.ts";
import { timeliness } from "./timeliness.ts";
import { trends } from "./trends.ts";

export interface Shown {
  report: Report;
  alerts: AlertsShown;
}

export function parts({ report, alerts }: Shown, call: PageCall): Html {
  const reading = readingOf(report, call);
  const { say, figures } = reading;
  const { from, to } = report.week;
  const open = alerts.answerable?.status === "open" ? alerts.alerts : report.alerts;
  const all: Readonly<Record<Part, Html>> = {
    fixes: fixes(reading),
    effects: effects(reading),
    alerts: alertList(alerts, reading),
    sources: sourceTable(reading),
    trends: trends(reading),
    heat: heatMaps(reading),
    duplicates: duplicates(reading),
    conflicts: conflicts(reading),
    timeliness: timeliness(reading),
    mix: mix(reading),
    numbers: numbers(reading),
    method: method(reading, call.when),
  };
  const shown = Object.entries(all) as [Part, Html][];
  return html`<p class="period">
      ${say(words.period)} <strong>${figures.day(from)} – ${figures.day(to)}</strong>
    </p>
    ${answer(reading, open.length)} ${contents(shown, reading)}
    ${shown.map(
      ([name, body]) =>
        html`<section id="${name}" class="topic">
          <h2>${say(partTitles[name])}</h2>
          ${body}
        </section>`,
    )}`;
}

function contents(shown: readonly [Part, Html][], { say }: Reading): Html {
  const links = shown.map(([name]) => html`<a href="#${name}">${say(partTitles[name])}</a>`);
  return html`<nav class="contents" aria-label="${say(words.contents)}">${links}</nav>`;
}
