import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { decodeCursor, encodeCursor } from "#functions/api/cursor.ts";

const Place = z.object({ at: z.string(), k: z.string() });

describe("a page's word", () => {
  it("leads back to its place, and fits into a query as it stands", () => {
    const places = fc.record({ at: fc.string({ unit: "binary" }), k: fc.string() });
    fc.assert(
      fc.property(places, (place) => {
        const word = encodeCursor(place);
        expect(word).toMatch(/^[\w-]+$/);
        expect(decodeCursor(word, Place)).toEqual(JSON.parse(JSON.stringify(place)));
      }),
    );
  });

  it("that is none of ours leads nowhere, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (word) => {
        expect(decodeCursor(word, Place)).toBeUndefined();
      }),
    );
  });

  it.each([
    ["of another list", { id: "rev_1", at: "2026" }],
    ["of half a place", { at: "2026" }],
    ["of a place that is no text", { at: 2026, k: "1" }],
    ["of nothing", {}],
  ])("%s leads nowhere", (_, place) => {
    expect(decodeCursor(encodeCursor(place), Place)).toBeUndefined();
  });
});
