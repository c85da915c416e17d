/** A state as a badge: a sign and words, so that no colour has to be seen. */
import type { RequestState } from "#shared/domain/privacy/request.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import type { PageCall } from "../page.ts";
import { stateNames } from "../words/requests.ts";

const signs: Readonly<Record<RequestState, { sign: string; tone: string }>> = {
  received: { sign: "○", tone: "open" },
  awaiting_identity: { sign: "○", tone: "open" },
  awaiting_approval: { sign: "◐", tone: "open" },
  approved: { sign: "●", tone: "open" },
  on_hold: { sign: "‖", tone: "held" },
  erasing: { sign: "●", tone: "open" },
  completed: { sign: "✓", tone: "done" },
  partially_completed: { sign: "✓", tone: "done" },
  denied: { sign: "✕", tone: "ended" },
  cancelled: { sign: "✕", tone: "ended" },
};

export function stateBadge(state: RequestState, { say }: Pick<PageCall, "say">): Html {
  const { sign, tone } = signs[state];
  return html`<span class="state ${tone}"
    ><span aria-hidden="true">${sign}</span> ${say(stateNames[state])}</span
  >`;
}
