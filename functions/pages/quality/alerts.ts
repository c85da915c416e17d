/** Alerts: why, what to look at, what to do; and saying that one knows. */
import type { AlertView } from "#shared/domain/quality/report.ts";
import { attributes, type Html, html } from "#shared/lambda/html.ts";
import { type Form, textInput } from "../form.ts";
import type { PageCall } from "../page.ts";
import { tabs } from "../tabs.ts";
import { alertKinds, alertWords as words } from "../words/quality-alerts.ts";
import type { Reading } from "./reading.ts";
import { mayDecide } from "./roles.ts";

export interface AlertsShown {
  alerts: readonly AlertView[];
  /** Absent on a kept copy, whose alerts nobody answers any more. */
  answerable?: { status: "open" | "all"; call: PageCall };
}

export function alertList({ alerts, answerable }: AlertsShown, reading: Reading): Html {
  const { say } = reading;
  const call = answerable?.call;
  const decides = call !== undefined && mayDecide.includes(call.officer.role);
  const none = answerable?.status === "all" ? words.noneEver : words.none;
  return html`${answerable && statusTabs(answerable)}
  ${
    alerts.length === 0
      ? html`<p class="notice good">✓ ${say(none)}</p>`
      : html`<ul class="alerts">
          ${alerts.map((alert) => item(alert, decides ? call : undefined, reading))}
        </ul>`
  }
  ${call && !decides && alerts.length > 0 && html`<p class="quiet">${say(words.mayNot)}</p>`}`;
}

function statusTabs({ status, call }: NonNullable<AlertsShown["answerable"]>): Html {
  const { say, link } = call;
  const options = (["open", "all"] as const).map((each) => ({
    name: say(words[each]),
    href: `${link("quality")}?alerts=${each}#alerts`,
    isCurrent: each === status,
  }));
  return html`<div class="no-print">${tabs(say(words.which), options)}</div>`;
}

/** `call`: of who may answer it. */
function item(alert: AlertView, call: PageCall | undefined, reading: Reading): Html {
  const { say } = reading;
  const { kind, reason, nextStep, samples, acknowledgedAt, mutedUntil } = alert;
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
    ${standing(alert, reading)} ${call && decisionForms(alert, call)}
  </li>`;
}

function standing(
  { day, firstDay, acknowledgedAt, mutedUntil }: AlertView,
  { say, figures }: Reading,
): Html {
  const told = [
    figures.day(day),
    ...(firstDay < day ? [`${say(words.since)} ${figures.day(firstDay)}`] : []),
    ...(acknowledgedAt ? [`✓ ${say(words.acknowledged)} ${figures.day(acknowledgedAt)}`] : []),
    ...(mutedUntil ? [`‖ ${say(words.muted)} ${figures.day(mutedUntil)}`] : []),
  ];
  return html`<p class="quiet">${told.join(" · ")}</p>`;
}

/** Folded, so that a list of ten is still read from top to bottom. */
function decisionForms(alert: AlertView, call: PageCall): Html {
  const { id, reason, acknowledgedAt, mutedUntil } = alert;
  const { say, when } = call;
  const named = attributes({ "aria-label": say(words.actNamed(say(reason))) });
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
    ${
      acknowledgedAt === undefined &&
      decisionForm({ id, decision: "acknowledge", send: say(words.acknowledge) }, call, [
        html`<p class="hint">${say(words.acknowledgeHint)}</p>`,
      ])
    }
    ${
      mutedUntil === undefined
        ? decisionForm({ id, decision: "mute", send: say(words.muteSend) }, call, [
            textInput(form, until),
          ])
        : decisionForm({ id, decision: "unmute", send: say(words.unmute) }, call, [])
    }
  </details>`;
}

function decisionForm(
  { id, decision, send }: { id: string; decision: string; send: string },
  { link, formToken }: PageCall,
  fields: readonly Html[],
): Html {
  return html`<form method="post" action="${link("quality")}">
    ${formToken}<input type="hidden" name="id" value="${id}" />
    <input type="hidden" name="decision" value="${decision}" />
    ${fields}
    <button>${send}</button>
  </form>`;
}
