/** Open alerts: why, what to look at, what to do; and saying that one knows. */
import type { AlertView } from "#shared/domain/quality/report.ts";
import { attributes, type Html, html } from "#shared/lambda/html.ts";
import { type Form, textInput } from "../form.ts";
import type { PageCall } from "../page.ts";
import { alertKinds, alertWords as words } from "../words/quality-alerts.ts";
import type { Reading } from "./reading.ts";
import { mayDecide } from "./roles.ts";

/** `call`: undefined on a kept copy, whose alerts nobody can answer any more. */
export interface AlertsShown {
  alerts: readonly AlertView[];
  call: PageCall | undefined;
}

export function alertList({ alerts, call }: AlertsShown, reading: Reading): Html {
  const { say } = reading;
  if (alerts.length === 0) return html`<p class="notice good">✓ ${say(words.none)}</p>`;
  const decides = call !== undefined && mayDecide.includes(call.officer.role);
  return html`<ul class="alerts">
      ${alerts.map((alert) => item(alert, { call: decides ? call : undefined, reading }))}
    </ul>
    ${call && !decides && html`<p class="quiet">${say(words.mayNot)}</p>`}`;
}

function item(
  alert: AlertView,
  { call, reading }: { call: PageCall | undefined; reading: Reading },
): Html {
  const { say, figures } = reading;
  const { kind, day, firstDay, reason, nextStep, samples, acknowledgedAt, mutedUntil } = alert;
  const isKnown = acknowledgedAt !== undefined || mutedUntil !== undefined;
  return html`<li${attributes({ class: isKnown ? "known" : undefined })}>
    <h3><span aria-hidden="true">${isKnown ? "○" : "●"}</span> ${say(alertKinds[kind])}</h3>
    <p class="reason">${say(reason)}</p>
    <p><span class="quiet">${say(words.next)}</span> ${say(nextStep)}</p>
    ${
      samples.length > 0 &&
      html`<p>
        <span class="quiet">${say(words.samples)}</span>
        ${samples.map((id) => html`<code>${id}</code> `)}
      </p>`
    }
    <p class="quiet">
      ${figures.day(day)}${firstDay < day && html` · ${say(words.since)} ${figures.day(firstDay)}`}
      ${
        acknowledgedAt !== undefined &&
        html` · ✓ ${say(words.acknowledged)} ${figures.day(acknowledgedAt)}`
      }
      ${mutedUntil !== undefined && html` · ‖ ${say(words.muted)} ${figures.day(mutedUntil)}`}
    </p>
    ${call && decisionForms(alert, call)}
  </li>`;
}

/** Folded, so that a list of ten is still read from top to bottom. */
function decisionForms({ id, reason }: AlertView, call: PageCall): Html {
  const { say, link, formToken, when } = call;
  const named = attributes({ "aria-label": say(words.actNamed(say(reason))) });
  const hidden = (decision: string) =>
    html`${formToken}<input type="hidden" name="id" value="${id}" /><input
        type="hidden"
        name="decision"
        value="${decision}"
      />`;
  const form: Form = { name: `mute-${id}`, say, entered: new URLSearchParams(), mistakes: {} };
  const until = {
    name: "until",
    label: words.mute,
    hint: words.muteHint,
    type: "date",
    min: when.today,
    required: true,
  } as const;
  return html`<details class="no-print">
    <summary${named}>${say(words.act)} …</summary>
    <form method="post" action="${link("quality")}">
      ${hidden("acknowledge")}
      <p class="hint">${say(words.acknowledgeHint)}</p>
      <button>${say(words.acknowledge)}</button>
    </form>
    <form method="post" action="${link("quality")}">
      ${hidden("mute")} ${textInput(form, until)}
      <button>${say(words.muteSend)}</button>
    </form>
  </details>`;
}
