/** One lane below the other, each under its name and its figure: bars, and spans on an axis. */
import { type Html, html } from "#shared/lambda/html.ts";
import { across, picture } from "./scalable.ts";

export interface Lane {
  name: string;
  /** What it comes to, at the end of the line. */
  figure: string;
  /** Along the whole, 0–1; undefined where nothing is to be drawn. */
  span: { from: number; to: number } | undefined;
}

export interface Lanes {
  alt: string;
  lanes: readonly Lane[];
  /** Lines from top to bottom, with what they stand for. */
  ticks?: readonly { at: number; label: string }[];
}

const laneHeight = 40;
const textBaseline = 15;
const bar = { top: 22, height: 9 };
const axisHeight = 22;
/** In Latin signs. Longer ones end with …: the table behind the picture has them whole. */
const nameWidthMax = 32;
/** Narrower could not be seen. */
const spanMin = 0.006;

export function lanePicture({ alt, lanes, ticks = [] }: Lanes): Html {
  const bottom = lanes.length * laneHeight;
  const height = bottom + (ticks.length > 0 ? axisHeight : 0);
  const marks = [
    ...ticks.map((tick, at) => axisTick(tick, { bottom, isLast: at === ticks.length - 1 })),
    ...lanes.map(laneMarks),
  ];
  return picture({ alt, height, kind: "lanes", marks });
}

function laneMarks({ name, figure, span }: Lane, at: number): Html {
  const top = at * laneHeight;
  const y = top + bar.top;
  const from = Math.min(span?.from ?? 0, 1 - spanMin);
  const width = Math.max(spanMin, (span?.to ?? 0) - from);
  return html`<text class="name" x="0" y="${top + textBaseline}">${shortened(name)}</text>
    <text class="figure" x="100%" y="${top + textBaseline}" text-anchor="end">${figure}</text>
    <rect class="whole" x="0" y="${y}" width="100%" height="${bar.height}" />
    ${
      span &&
      html`<rect
        class="part"
        x="${across(from)}"
        y="${y}"
        width="${across(width)}"
        height="${bar.height}"
      />`
    }`;
}

function axisTick(
  { at, label }: { at: number; label: string },
  { bottom, isLast }: { bottom: number; isLast: boolean },
): Html {
  const anchor = at === 0 ? "start" : isLast ? "end" : "middle";
  const [x, y] = [across(at), bottom + textBaseline];
  return html`<line class="tick" x1="${x}" x2="${x}" y1="0" y2="${bottom}" />
    <text class="axis" x="${x}" y="${y}" text-anchor="${anchor}">${label}</text>`;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** Signs that are as wide as two Latin ones. */
const isWide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u;

function shortened(name: string): string {
  let width = 0;
  let kept = "";
  for (const { segment } of graphemes.segment(name)) {
    width += isWide.test(segment) ? 2 : 1;
    if (width > nameWidthMax) return `${kept}…`;
    kept += segment;
  }
  return kept;
}
