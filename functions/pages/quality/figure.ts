/** A picture with its caption, and behind it the same as a table. */
import { type Html, html } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import { table, type Table } from "../table.ts";
import { qualityWords as words } from "../words/quality.ts";
import type { Reading } from "./reading.ts";

export interface Figure {
  caption: Words;
  picture: Html;
  behind: Table;
}

export function figure({ caption, picture, behind }: Figure, { say }: Reading): Html {
  return html`<figure>
    <figcaption>${say(caption)}</figcaption>
    ${picture}
    <details>
      <summary>${say(words.asTable)}<span class="unseen">: ${say(behind.caption)}</span></summary>
      ${table(behind, { say })}
    </details>
  </figure>`;
}
