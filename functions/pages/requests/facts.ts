/** What is known of a request, beside what happens to it. */
import type { RequestView } from "#shared/domain/privacy/view.ts";
import { type Html, html, type HtmlValue } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import type { PageCall } from "../page.ts";
import { denialNames, groundNames, methodNames } from "../words/actions.ts";
import { identifierNames } from "../words/identifiers.ts";
import { channelNames, requestWords as words } from "../words/requests.ts";
import { byWhom } from "./by-whom.ts";

type Fact = readonly [name: Words, value: HtmlValue];

export function facts(view: RequestView, call: PageCall): Html {
  const all = [...filed(view, call), ...standing(view, call), ...decided(view, call)];
  const known = all.filter(([, value]) => value !== undefined);
  return html`<dl>
    ${known.map(
      ([name, value]) =>
        html`<dt>${call.say(name)}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function filed(view: RequestView, call: PageCall): Fact[] {
  const { say, when } = call;
  const { submittedAt, receivedAt, endedAt, filedBy, channel, reference, note } = view;
  const through = say(words.through(say(channelNames[channel])));
  return [
    [words.identifiers, whom(view, call)],
    [words.submitted, when.day(submittedAt)],
    [words.received, when.moment(receivedAt)],
    [words.filed, html`${byWhom(filedBy, call)} <span class="quiet">${through}</span>`],
    [words.ended, endedAt === undefined ? undefined : when.moment(endedAt)],
    [words.reference, reference],
    [words.note, note === undefined ? undefined : html`<span class="note">${note}</span>`],
  ];
}

function whom({ identifiers, masked, endedAt }: RequestView, { say }: PageCall): Html {
  if (endedAt !== undefined) return html`<span class="quiet">${say(words.identifiersGone)}</span>`;
  if (identifiers.length === 0) return html`${say(words.byPerson)}`;
  const shown = identifiers.map(
    ({ type, namespace, value }) =>
      html`<li>
        ${value}
        <br /><span class="quiet"
          >${say(identifierNames[type])}${namespace && ` · ${namespace}`}</span
        >
      </li>`,
  );
  return html`<ul class="plain">
      ${shown}
    </ul>
    ${masked && html`<span class="quiet">${say(words.masked)}</span>`}`;
}

function standing(
  { identity, suppress, restriction, endedAt }: RequestView,
  call: PageCall,
): Fact[] {
  const { say, when } = call;
  const { status, method, evidence, by, at } = identity;
  const checked = html`${say(words[status])} ${method && html`<br />${say(methodNames[method])}`}
  ${evidence && html`<br /><span class="quiet">${evidence}</span>`}
  ${by && html`<br /><span class="quiet">${byWhom(by, call)}${at && html` · ${when.day(at)}`}</span>`}`;
  const { people, pending } = restriction;
  const restricted = people.length > 0 ? words.restricted(people.length) : words.notRestricted;
  return [
    [words.identity, checked],
    [
      words.restriction,
      endedAt === undefined
        ? html`${say(restricted)} ${pending && html`(${say(words.restrictionPending)})`}`
        : undefined,
    ],
    [words.suppress, say(suppress ? words.suppressed : words.notSuppressed)],
  ];
}

function decided({ hold, approval, denial, cancellation }: RequestView, call: PageCall): Fact[] {
  const { say, when } = call;
  const signed = ({ by, at }: { by: string; at: string }): Html =>
    html`<span class="quiet">${byWhom(by, call)} · ${when.day(at)}</span>`;
  return [
    [
      words.hold,
      hold &&
        html`${say(groundNames[hold.ground])} ${hold.reason && html`<br />${hold.reason}`}
        ${hold.until && html`<br />${say(words.holdUntil)} ${when.day(hold.until)}`}`,
    ],
    [words.approval, approval && signed(approval)],
    [
      words.denial,
      denial &&
        html`${say(denialNames[denial.ground])}<br />${denial.reason}<br />${signed(denial)}`,
    ],
    [words.cancellation, cancellation && html`${cancellation.reason}<br />${signed(cancellation)}`],
  ];
}
