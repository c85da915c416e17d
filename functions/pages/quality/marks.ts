/** What is the same wherever it stands: stars, and what is not shown. */
import type { Cell } from "#shared/domain/quality/cell.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { qualityWords as words } from "../words/quality.ts";
import type { Reading } from "./reading.ts";

type Call = Pick<Reading, "say">;

const starsMost = 5;

/** Stars for who sees them, said for who does not, and the score they stand for. */
export function starred({ score, stars }: { score: number; stars: number }, { say }: Call): Html {
  return html`<span class="stars"
    ><span class="row-of-stars" aria-hidden="true"
      >${"★".repeat(stars)}<span class="off">${"☆".repeat(starsMost - stars)}</span></span
    ><span class="unseen">${say(words.ofFive(stars))}</span> <strong>${score}</strong></span
  >`;
}

/** Too few people: why is said once on the page, below. */
export function hidden({ say }: Call): Html {
  return html`<span class="hidden"><span aria-hidden="true">◌</span> ${say(words.hidden)}</span>`;
}

/** Below what may have hidden parts; nothing where all is shown. */
export function whyHidden({ report, say }: Reading): Html | false {
  const isAny = report.sources.some(({ windows }) => windows.week?.kind === "hidden");
  return isAny && html`<p class="quiet">${say(words.whyHidden)}</p>`;
}

export function none({ say }: Call): Html {
  return html`<span class="quiet"
    ><span aria-hidden="true">–</span><span class="unseen">${say(words.nothing)}</span></span
  >`;
}

/** What is to be shown of a window: hidden, absent, or its score. */
export function scored(cell: Cell | undefined, call: Call): Html {
  if (cell === undefined) return none(call);
  if (cell.kind === "hidden") return hidden(call);
  const { score } = cell.metrics;
  return score === undefined ? none(call) : starred(score, call);
}
