import { expect, test } from "vitest";
import { colours, style } from "#functions/pages/style.ts";

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

const { ink, quiet, link, danger, paper, shade, line } = colours;

test.each([
  ["text", ink, paper],
  ["text in a notice or a button", ink, shade],
  ["quiet text", quiet, paper],
  ["quiet text in a notice", quiet, shade],
  ["a link", link, paper],
  ["a link in a notice", link, shade],
  ["the main button", paper, link],
  ["a dangerous button", paper, danger],
])("%s can be read: 4.5 to 1", (_, text, ground) => {
  expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
});

test("the edge of a field can be seen: 3 to 1", () => {
  expect(contrast(line, paper)).toBeGreaterThanOrEqual(3);
});

test("it loads nothing from anywhere, shows where the focus is, and knows paper", () => {
  expect(style).not.toMatch(/url\(|@import|https?:/);
  expect(style).toContain(":focus-visible");
  expect(style).toContain("@media print");
});
