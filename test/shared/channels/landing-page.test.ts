import { describe, expect, it } from "vitest";
import { claimsOfLanding } from "#shared/channels/landing-page.ts";

describe("a landing page", () => {
  it("names the campaign in its parameters", () => {
    const claims = claimsOfLanding("/tea?utm_source=weibo&utm_term=%E7%99%BD", "https://t.example");
    expect(claims.filter(({ value }) => value !== null)).toEqual([
      { field: "landingPage", value: "https://t.example/tea?utm_source=weibo&utm_term=%E7%99%BD" },
      { field: "utmSource", value: "weibo" },
      { field: "utmTerm", value: "白" },
    ]);
  });

  it.each([null, undefined, "", "http://[", "/without-a-host"])(
    "that is none (%j) says nothing",
    (text) => {
      expect(claimsOfLanding(text)).toEqual([]);
    },
  );
});
