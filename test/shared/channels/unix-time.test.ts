import { describe, expect, it } from "vitest";
import { momentOf } from "#shared/channels/unix-time.ts";

describe("a moment", () => {
  it.each([
    ["seconds", 1_795_163_400],
    ["milliseconds", 1_795_163_400_000],
    ["microseconds", 1_795_163_400_000_000],
    ["seconds as text", "1795163400"],
    ["milliseconds as text", "1795163400000"],
  ])("is read in %s", (_, time) => {
    expect(momentOf(time)).toEqual(new Date("2026-11-20T08:30:00.000Z"));
  });

  it("keeps the fraction of a second", () => {
    expect(momentOf("1795163399.7171419")).toEqual(new Date("2026-11-20T08:29:59.717Z"));
  });

  it.each([undefined, null, ""])("is none where %j stands", (time) => {
    expect(momentOf(time)).toBeUndefined();
  });

  it.each(["soon", "-", "1e400", "9".repeat(40)])("of %j never throws", (time) => {
    expect(() => momentOf(time)).not.toThrow();
  });
});
