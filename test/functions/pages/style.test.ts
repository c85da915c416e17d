import { expect, test } from "vitest";
import { edges, grounds, heats, inks, ornaments, style } from "#functions/pages/style.ts";

/** Relative luminance: WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const { paper } = grounds;
const written = Object.entries(inks).flatMap(([ink, colour]) =>
  Object.entries(grounds).map(([ground, behind]) => ({ ink, ground, colour, behind })),
);

test.each(written)("$ink on $ground can be read: 4.5 to 1", ({ colour, behind }) => {
  expect(contrast(colour, behind)).toBeGreaterThanOrEqual(4.5);
});

test.each(["link", "danger"] as const)("paper on a button of %s can be read", (name) => {
  expect(contrast(paper, inks[name])).toBeGreaterThanOrEqual(4.5);
});

test("the edge of a field can be seen: 3 to 1", () => {
  expect(contrast(edges.line, paper)).toBeGreaterThanOrEqual(3);
});

test("the bar of time used stands out from what is left: 3 to 1", () => {
  for (const tone of [inks.good, inks.link, inks.warn, inks.danger]) {
    expect(contrast(tone, ornaments.hair)).toBeGreaterThanOrEqual(3);
  }
});

test("a number on its shade can be read, and more is darker for whoever sees no colours", () => {
  const shades = Object.values(heats);
  const darkest = shades.at(-1) ?? "";
  for (const shade of shades) {
    const text = shade === darkest ? paper : inks.ink;
    expect(contrast(text, shade), shade).toBeGreaterThanOrEqual(4.5);
  }
  const light = shades.map(luminance);
  expect(light).toEqual(light.toSorted((a, b) => b - a));
});

test("every colour is one of those", () => {
  const named = [...style.matchAll(/#[0-9a-f]{3,8}\b/gi)].map(([colour]) => colour);
  const known = Object.values({ ...inks, ...grounds, ...edges, ...heats, ...ornaments });
  expect(named.filter((colour) => !known.includes(colour))).toEqual([]);
});

test("it loads nothing from anywhere, shows where the focus is, and knows paper", () => {
  expect(style).not.toMatch(/url\(|@import|https?:/);
  expect(style).toContain(":focus-visible");
  expect(style).toContain("@media print");
});
