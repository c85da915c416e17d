/** JSON for people: members by their names where we know them, times as times, the rest as it is. */
import * as z from "zod";
import { Law, laws } from "#shared/domain/privacy/law.ts";
import { type Html, html, type HtmlValue } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import type { PageCall } from "../page.ts";
import { certificateWords, memberNames, valueNames } from "../words/certificate.ts";
import { countNames } from "../words/requests.ts";

type Members = Readonly<Record<string, unknown>>;

/** Its name in words; as it is called in the JSON where it is new to us. */
export function namedIn(member: string, say: PageCall["say"]): string {
  const words = memberNames[member] ?? countNames[member];
  return words ? say(words) : member;
}

export function listOf(members: Members, call: PageCall): Html {
  const shown = Object.entries(members).map(
    ([name, value]) =>
      html`<dt>${namedIn(name, call.say)}</dt>
        <dd>${shownValue(value, call)}</dd>`,
  );
  return html`<dl>${shown}</dl>`;
}

/** A column for each member that any of the rows has. */
export function tableOf(
  rows: readonly Members[],
  { caption, call }: { caption: Words; call: PageCall },
): Html {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const headings = columns.map((name) => html`<th scope="col">${namedIn(name, call.say)}</th>`);
  const lines = rows.map(
    (row) =>
      html`<tr>
        ${columns.map((name) => html`<td>${shownValue(row[name], call)}</td>`)}
      </tr>`,
  );
  return html`<table>
    <caption>
      ${call.say(caption)}
    </caption>
    <thead>
      <tr>
        ${headings}
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>
  </table>`;
}

const Instant = z.iso.datetime();
const Members = z.record(z.string(), z.unknown());

function shownValue(value: unknown, call: PageCall): HtmlValue {
  const { say, when } = call;
  if (value === undefined || value === null) return "–";
  if (typeof value === "boolean") return say(value ? certificateWords.yes : certificateWords.no);
  if (typeof value === "number") return value;
  if (Array.isArray(value)) {
    return html`<ul class="inline">
      ${value.map((each) => html`<li>${shownValue(each, call)}</li>`)}
    </ul>`;
  }
  const law = Law.safeParse(value);
  if (law.success) return say(laws[law.data].name);
  const instant = Instant.safeParse(value);
  if (instant.success) return when.moment(instant.data);
  const words = z.object({ en: z.string(), zh: z.string() }).safeParse(value);
  if (words.success) return say(words.data);
  const members = Members.safeParse(value);
  if (members.success) return listOf(members.data, call);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const known = valueNames[text];
  return known ? say(known) : html`<span class="value">${text}</span>`;
}
