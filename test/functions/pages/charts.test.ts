/** Pictures as they are drawn: true to their numbers, at any width. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnPicture } from "#functions/pages/charts/columns.ts";
import { lanePicture } from "#functions/pages/charts/lanes.ts";
import { trendPicture } from "#functions/pages/charts/trend.ts";
import { htmlText } from "#shared/lambda/html.ts";

const numbersIn = (drawn: string, pattern: RegExp): number[] =>
  [...drawn.matchAll(pattern)].map(([, number]) => Number(number));

describe("a trend", () => {
  const drawn = (values: (number | undefined)[]) =>
    htmlText(trendPicture({ alt: "scores", values, height: 60 }));

  it("has a dot for each value, higher for more, and none where there is no value", () => {
    const heights = numbersIn(drawn([0, 50, undefined, 100]), /cy="([\d.]+)"/g);
    expect(heights).toEqual([55, 30, 5]);
  });

  it("does not join what lies on both sides of a gap", () => {
    expect(
      drawn([10, 20, undefined, 30, 40])
        .match(/d="[^"]*"/)?.[0]
        .match(/M/g),
    ).toHaveLength(2);
    expect(
      drawn([10, 20, 30])
        .match(/d="[^"]*"/)?.[0]
        .match(/M/g),
    ).toHaveLength(1);
  });

  it("of nothing is a picture without a line", () => {
    for (const values of [[], [undefined, undefined]]) {
      expect(drawn(values)).toContain('class="line" d=""');
      expect(drawn(values)).not.toContain("<circle");
    }
  });
});

describe("columns", () => {
  const heights = (values: (number | undefined)[], most: number) =>
    numbersIn(
      htmlText(columnPicture({ alt: "events", values, most })),
      /<rect[^>]*height="([\d.]+)"/g,
    );

  it("are as high as their numbers, on a scale that others may share", () => {
    expect(heights([10, 20, 40], 40)).toEqual([13.5, 27, 54]);
    expect(heights([10, 20], 80)).toEqual([6.75, 13.5]);
  });

  it("are missing where there is nothing, or nothing is shown; one of many is seen", () => {
    expect(heights([0, undefined], 10)).toEqual([]);
    expect(heights([1], 1_000_000)).toEqual([1.5]);
  });
});

describe("lanes", () => {
  const drawn = (span: { from: number; to: number } | undefined, name = "website:contact") =>
    htmlText(lanePicture({ alt: "shares", lanes: [{ name, figure: "12%", span }] }));
  const bar = /class="part"\s+x="([\d.]+)%"/g;
  const length = /class="part"[^/]*width="([\d.]+)%"/g;

  it("go from where it begins to where it ends, and never out of the picture", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          const [from, to] = a < b ? [a, b] : [b, a];
          const picture = drawn({ from, to });
          const [left = -1] = numbersIn(picture, bar);
          const [width = -1] = numbersIn(picture, length);
          expect(width).toBeGreaterThanOrEqual(0.6);
          expect(left + width).toBeLessThanOrEqual(100.01);
          expect(Math.abs(width - Math.max(0.6, 100 * (to - Math.min(from, 0.994))))).toBeLessThan(
            0.02,
          );
        },
      ),
    );
  });

  it("are empty where nothing is to be drawn, and shorten a name that would not fit", () => {
    expect(drawn(undefined)).not.toContain('class="part"');
    const long = drawn(undefined, "website:a-form-that-somebody-named-with-care");
    expect(long).toContain(">website:a-form-that-somebody-nam…</text>");
    const chinese = drawn(undefined, `website:${"春".repeat(20)}`);
    expect(chinese).toContain(`>website:${"春".repeat(12)}…</text>`);
  });

  it("say what nobody may take for markup", () => {
    expect(drawn(undefined, '"><script>')).toContain("&quot;&gt;&lt;script&gt;");
  });
});
