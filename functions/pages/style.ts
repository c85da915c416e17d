/** How the pages look: no script, no font and no picture from anywhere. Contrast is held by a test. */
import { base } from "./style/base.ts";
import { forms } from "./style/forms.ts";
import { lists } from "./style/lists.ts";
import { print } from "./style/print.ts";
import { quality } from "./style/quality.ts";
import { requests } from "./style/requests.ts";

/** Text on a ground: 4.5 to 1 at least, WCAG 2.2, 1.4.3. */
export const inks = {
  ink: "#1b1f24",
  quiet: "#4d5661",
  link: "#0b5394",
  danger: "#9b1c1c",
  warn: "#7a4a00",
  good: "#1d6434",
};
export const grounds = { paper: "#ffffff", shade: "#f3f5f8" };
/** Edges of what can be used: 3 to 1 at least, 1.4.11. */
export const edges = { line: "#717b87" };
/** The darker, the more is wrong; each stands under a number. The last one is under paper. */
export const heats = {
  "heat-0": "#eef3f0",
  "heat-1": "#fdf0dc",
  "heat-2": "#fbd3a0",
  "heat-3": "#f19a57",
  "heat-4": "#8f1d1d",
};
/** Says nothing: it may be as light as it likes. */
export const ornaments = { hair: "#d9dee5" };

const properties = Object.entries({ ...inks, ...grounds, ...edges, ...heats, ...ornaments }).map(
  ([name, value]) => `--${name}:${value};`,
);

const root = `:root { ${properties.join(" ")} color-scheme: light; }`;

export const style = [root, base, forms, lists, requests, quality, print].join("\n");
