import fc from "fast-check";
import { expect, test } from "vitest";
import { returnPath } from "#functions/pages/return-path.ts";

test.each(["", "/requests", "/requests/req_1", "/requests?status=open&after=a-b", "/a.b/c-d_e"])(
  "back to %j",
  (path) => expect(returnPath(path)).toBe(path),
);

test.each([
  undefined,
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/../v1/people",
  "/requests/../../v1",
  "/.",
  "@evil.example",
  ".evil.example",
  "requests",
  "/requests#fragment",
  "/requests\r\nset-cookie: a=b",
  "/requests?to=https://evil.example",
  "/%2e%2e/v1",
  `/${"x".repeat(101)}`,
  "/a".repeat(9),
])("%j is no page of ours: the first one instead", (path) => {
  expect(returnPath(path)).toBe("");
});

test("whatever is asked for, it stays among the pages of this host", () => {
  fc.assert(
    fc.property(fc.string(), fc.webUrl(), (text, url) => {
      for (const asked of [text, `/${text}`, url, `/${url}`, `//${url}`]) {
        const { origin, pathname } = new URL(`/pages${returnPath(asked)}`, "https://own.example");
        expect(origin).toBe("https://own.example");
        expect(pathname === "/pages" || pathname.startsWith("/pages/")).toBe(true);
      }
    }),
  );
});
