/**
 * Pictures as wide as the page. Their places are percentages, worked out by D3's scales, so that text keeps
 * its size on a telephone and on paper; colours are classes, since nothing here may bring a style along.
 * That is why it is D3, 50 kB of it, and no finished chart: those of ECharts are 580 kB, have one width,
 * and their text has inline styles, which the pages' policy forbids.
 */
import { attributes, type Html, html } from "#shared/lambda/html.ts";

export interface Picture {
  /** What whoever does not see it is told instead. */
  alt: string;
  /** In CSS pixels; the width is that of what it stands in. */
  height: number;
  kind: string;
  marks: readonly Html[];
}

export function picture({ alt, height, kind, marks }: Picture): Html {
  const own = attributes({ class: `picture ${kind}`, role: "img", "aria-label": alt, height });
  return html`<svg${own} width="100%">${marks}</svg>`;
}

/** From 0–1, or in units of a whole: a place or a length across. */
export const across = (part: number): string => `${rounded(100 * part)}%`;

export const rounded = (value: number): number => Math.round(value * 100) / 100;
