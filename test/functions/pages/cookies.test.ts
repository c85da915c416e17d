import { describe, expect, it } from "vitest";
import { createCookieJar } from "#functions/pages/cookies.ts";

describe("a cookie", () => {
  it("over https is this host's alone: no neighbour can plant one, no plain connection carries it", () => {
    const jar = createCookieJar("https://hooks.acme.example/base");
    expect(jar.put("session", "v", 60)).toBe(
      "__Host-tributary-session=v; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Lax",
    );
    expect(jar.drop("session")).toContain("=; Max-Age=0; Path=/; Secure");
  });

  it("on this machine names its port, since cookies know none, and goes to the pages alone", () => {
    const jar = createCookieJar("http://localhost:3000");
    expect(jar.put("sign-in", "v", 60)).toBe(
      "tributary-sign-in-3000=v; Max-Age=60; Path=/pages; HttpOnly; SameSite=Lax",
    );
  });

  it("is read by its whole name", () => {
    const jar = createCookieJar("https://hooks.acme.example");
    const cookies = jar.open([
      "tributary-session=a",
      "x__Host-tributary-session=b",
      "__Host-tributary-session=c=d",
    ]);
    expect(cookies.read("session")).toBe("c=d");
    expect(cookies.read("language")).toBeUndefined();
    expect(jar.open(undefined).read("session")).toBeUndefined();
  });
});
