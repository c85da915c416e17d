/** A table that stacks on narrow screens: each cell of its rows carries the name of its column. */
import { attributes, type Html, html } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import type { PageCall } from "./page.ts";

/** Over numbers: they stand at the right of their column, and so does its name. */
export const overNumbers = (words: Words) => ({ ...words, kind: "count" });

export interface Table {
  caption: Words;
  headings: readonly (Words & { kind?: string })[];
  /** One `tr` each. */
  rows: readonly Html[];
  /** A class of its own, beside the one that stacks. */
  kind?: string;
}

export function table(
  { caption, headings, rows, kind }: Table,
  { say }: Pick<PageCall, "say">,
): Html {
  const own = attributes({ class: kind === undefined ? "stacking" : `stacking ${kind}` });
  return html`<table${own}>
    <caption>
      ${say(caption)}
    </caption>
    <thead>
      <tr>
        ${headings.map(
          (heading) =>
            html`<th scope="col" ${attributes({ class: heading.kind })}>${say(heading)}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
