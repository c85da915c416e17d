/** When a request is due and how much of its time is used: in words, and as a bar for who sees it. */
import type { RequestSummary } from "#shared/domain/privacy/view.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import type { PageCall } from "../page.ts";
import { dueWords, lawNames } from "../words/requests.ts";

type Due = RequestSummary["due"];
type Call = Pick<PageCall, "say" | "when">;

export function dueDay({ at, law, provisional }: Due, { say, when }: Call): Html {
  return html`<span class="due">${when.day(at)}</span>
    <span class="quiet">${say(dueWords.by)} ${say(lawNames[law])}</span>
    ${provisional && html`<span class="quiet">· ${say(dueWords.provisional)}</span>`}`;
}

export function timeUsed({ at, usedPercent, escalation }: Due, { say, when }: Call): Html {
  const days = when.daysUntil(at);
  const left = usedPercent > 100 ? dueWords.late(Math.max(0, -days)) : dueWords.left(days);
  return html`<div class="used level-${escalation}">
    ${bar(usedPercent)}
    <strong>${say(dueWords.levels[escalation])}</strong>
    <span class="quiet">${say(left)} · ${say(dueWords.used(usedPercent))}</span>
  </div>`;
}

/** Beside words that say the same. The notches are where somebody is told. */
function bar(usedPercent: number): Html {
  const width = Math.min(100, usedPercent);
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="whole" width="100" height="6" />
    <rect class="part" width="${width}" height="6" />
    <rect class="notch" x="49.7" width="0.6" height="6" />
    <rect class="notch" x="79.7" width="0.6" height="6" />
  </svg>`;
}
