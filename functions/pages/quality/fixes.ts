/** What to fix this week, most customers first; and what became of the fixes of the week before. */
import type { Outcome } from "#shared/domain/quality/fixes.ts";
import type { Report } from "#shared/domain/quality/report.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { fixWords as words } from "../words/quality-fixes.ts";
import type { Reading } from "./reading.ts";

/** So many are work for a week; the others are folded away. */
const firstFew = 5;

export function fixes(reading: Reading): Html {
  const { report, say } = reading;
  const [first, others] = [report.fixes.slice(0, firstFew), report.fixes.slice(firstFew)];
  if (first.length === 0) return html`<p class="notice good">✓ ${say(words.nothingToFix)}</p>`;
  return html`<p>${say(words.order)}</p>
    <ol class="fixes">
      ${first.map((fix) => fixItem(fix, reading))}
    </ol>
    ${
      others.length > 0 &&
      html`<details>
        <summary>${say(words.more(others.length))}</summary>
        <ol class="fixes" start="${firstFew + 1}">
          ${others.map((fix) => fixItem(fix, reading))}
        </ol>
      </details>`
    }`;
}

function fixItem(
  { customers, words: told }: Report["fixes"][number],
  { say, figures }: Reading,
): Html {
  return html`<li>
    <strong class="customers"
      >${figures.count(customers)}
      <span class="unit">${say(words.customers(customers))}</span></strong
    >
    <span>${say(told)}</span>
  </li>`;
}

type Effects = Report["effects"];
const changes: readonly Outcome[] = ["better", "worse"];
const signs = { better: "▲", worse: "▼", unchanged: "=", "too few to tell": "?" } as const;

export function effects(reading: Reading): Html {
  const { report, say } = reading;
  if (report.effects.length === 0) return html`<p>${say(words.noEffects)}</p>`;
  const [changed, others] = [true, false].map((isChange) =>
    report.effects.filter(({ outcome }) => changes.includes(outcome) === isChange),
  ) as [Effects, Effects];
  return html`${changed.length === 0 ? html`<p>${say(words.noChange)}</p>` : list(changed, reading)}
  ${
    others.length > 0 &&
    html`<details>
      <summary>${say(words.noChangeOf(others.length))}</summary>
      ${list(others, reading)}
    </details>`
  }`;
}

function list(effects: Effects, { say }: Reading): Html {
  return html`<ul class="fixes">
    ${effects.map(
      ({ outcome, words: told }) =>
        html`<li>
          <span class="outcome ${outcome.replaceAll(" ", "-")}"
            ><span aria-hidden="true">${signs[outcome]}</span> ${say(words.outcomes[outcome])}</span
          >
          <span>${say(told)}</span>
        </li>`,
    )}
  </ul>`;
}
