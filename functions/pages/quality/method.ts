/** How it was counted, when, and what is hidden. */
import { type Html, html } from "#shared/lambda/html.ts";
import { qualityWords } from "../words/quality.ts";
import { methodWords as words } from "../words/quality-parts.ts";
import type { When } from "../when.ts";
import type { Reading } from "./reading.ts";

export function method(reading: Reading, when: When): Html {
  const { report, say } = reading;
  return html`<p>${say(words.score(report.formulaVersion))} ${say(words.stars)}</p>
    <p>${say(qualityWords.whyHidden)}</p>
    <p>${say(words.customers)}</p>
    <p>${inspected(reading)}</p>
    <p class="quiet">
      ${say(words.generated)}: ${when.moment(report.generatedAt)} (${when.zone}). ${say(words.days)}
    </p>`;
}

function inspected({ report: { inspection }, say, figures }: Reading): Html | string {
  if (inspection === undefined) return say(words.notInspected);
  const { day, people, events, added, surplus } = inspection;
  const { count } = figures;
  return html`${say(words.inspected)}: ${figures.day(day)}.
  ${say(words.inspection(count(people), count(events)))}
  ${say(words.difference(count(added), count(surplus)))}`;
}
