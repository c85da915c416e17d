/** How many, time after time, as columns from one ground. */
import { scaleBand, scaleLinear } from "d3-scale";
import { type Html, html } from "#shared/lambda/html.ts";
import { picture, rounded } from "./scalable.ts";

export interface Columns {
  alt: string;
  /** Oldest first; undefined where it is not shown. */
  values: readonly (number | undefined)[];
  /** The height of all of it: the same for pictures that are to be compared. */
  most: number;
}

const height = 56;
/** A column of one among thousands is still there. */
const columnMin = 1.5;

export function columnPicture({ alt, values, most }: Columns): Html {
  const x = scaleBand<number>()
    .domain(values.map((_, at) => at))
    .range([0, 100])
    .paddingInner(0.25);
  const y = scaleLinear([0, Math.max(1, most)], [0, height - 2]);
  const columns = values.map((value, at) => {
    if (!value) return html``;
    const tall = rounded(Math.max(columnMin, y(value)));
    return html`<rect
      class="part"
      x="${rounded(x(at) ?? 0)}%"
      y="${rounded(height - 1 - tall)}"
      width="${rounded(x.bandwidth())}%"
      height="${tall}"
    />`;
  });
  const ground = html`<line
    class="ground"
    x1="0"
    x2="100%"
    y1="${height - 0.5}"
    y2="${height - 0.5}"
  />`;
  return picture({ alt, height, kind: "columns", marks: [...columns, ground] });
}
