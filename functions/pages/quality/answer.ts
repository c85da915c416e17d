/** The answer on top: can one trust it, how much is it, what is worst. */
import { type Html, html } from "#shared/lambda/html.ts";
import { answerWords as words } from "../words/quality-answer.ts";
import { scored } from "./marks.ts";
import { lowestFirst, scoreOf } from "./ranking.ts";
import type { Reading } from "./reading.ts";

export function answer(reading: Reading, openAlerts: number): Html {
  const { report, say } = reading;
  const cell = report.tenant.week;
  const score = cell?.kind === "shown" ? cell.metrics.score : undefined;
  const trust = words.trust(score?.stars ?? 0);
  return html`<section class="answer" aria-label="${say(words.label)}">
    <div class="verdict">
      <p class="question">${say(words.question)}</p>
      <p class="trust">${say(trust)}</p>
    </div>
    <dl class="tiles">
      <div>
        <dt>${say(words.score)}</dt>
        <dd>${scored(cell, reading)} <span class="quiet">${say(words.ofHundred)}</span></dd>
      </div>
      ${tiles(reading, openAlerts)}
    </dl>
    ${worst(reading)}
  </section>`;
}

function tiles({ report, say, figures }: Reading, openAlerts: number): Html[] {
  const cell = report.tenant.week;
  const events = cell?.kind === "shown" ? figures.count(cell.metrics.new) : undefined;
  const heard = report.sources.filter(({ windows }) => windows.week !== undefined).length;
  const told = [
    { name: words.events, value: events ?? say(words.notShown) },
    { name: words.sources, value: figures.count(heard) },
    { name: words.alerts, value: figures.count(openAlerts) },
  ];
  return told.map(
    ({ name, value }) =>
      html`<div>
        <dt>${say(name)}</dt>
        <dd>${value}</dd>
      </div>`,
  );
}

function worst({ report, say }: Reading): Html | false {
  const [lowest] = lowestFirst(report.sources);
  const score = lowest && scoreOf(lowest);
  if (lowest === undefined || score === undefined) return false;
  const { name, problem } = lowest;
  return html`<p class="worst">
    ${say(words.worst)} <strong>${name}</strong>${say(words.atScore(score))}
    ${problem && say(problem.words)}
  </p>`;
}
