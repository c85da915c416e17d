/** A few numbers of 0–100, one after the other, as a line; a gap stays a gap. */
import { scaleLinear, scalePoint } from "d3-scale";
import { line } from "d3-shape";
import { type Html, html } from "#shared/lambda/html.ts";
import { picture, rounded } from "./scalable.ts";

export interface Trend {
  alt: string;
  /** Oldest first; undefined where there is none. */
  values: readonly (number | undefined)[];
  height: number;
}

/** Room for the dots at the edges, in per cent of the width. */
const margin = 3;

export function trendPicture({ alt, values, height }: Trend): Html {
  const inset = 5;
  const x = scalePoint<number>()
    .domain(values.map((_, at) => at))
    .range([margin, 100 - margin]);
  const y = scaleLinear([0, 100], [height - inset, inset]);
  const places = values.map((value, at) => ({ value, x: x(at) ?? 0 }));
  const path = line<(typeof places)[number]>()
    .defined(({ value }) => value !== undefined)
    .x((place) => place.x)
    .y(({ value }) => y(value ?? 0))
    .digits(2)(places);
  const shown = places.filter(({ value }) => value !== undefined);
  const dots = shown.map(({ value, x: across }, at) => {
    const isLast = at === shown.length - 1;
    return html`<circle
      class="${isLast ? "dot last" : "dot"}"
      cx="${rounded(across)}%"
      cy="${rounded(y(value ?? 0))}"
      r="${isLast ? 3.5 : 2}"
    />`;
  });
  const grid = [0, 50, 100].map((value) => gridLine(rounded(y(value))));
  // Stretched to the width: the line is drawn in per cent, and keeps its thickness.
  const stretched = html`<svg
    viewBox="0 0 100 ${height}"
    preserveAspectRatio="none"
    width="100%"
    height="${height}"
    aria-hidden="true"
  >
    <path class="line" d="${path ?? ""}" vector-effect="non-scaling-stroke" />
  </svg>`;
  return picture({ alt, height, kind: "trend", marks: [...grid, stretched, ...dots] });
}

function gridLine(y: number): Html {
  return html`<line class="tick" x1="0" x2="100%" y1="${y}" y2="${y}" />`;
}
