/** What comes back where the API cannot do it now: words that say what to do, and all that was entered. */
import { expect, it } from "vitest";
import { fileRequest } from "#functions/pages/requests/file.ts";
import { formTokenIn, openPages } from "./officer.ts";
import { readable } from "./office.ts";

async function file(statusCode: number, body: object = {}) {
  const { browser } = await openPages([fileRequest], () => ({
    statusCode,
    body: JSON.stringify(body),
  }));
  const officer = browser();
  await officer.signIn();
  const path = "/pages/requests/file";
  const token = formTokenIn(await officer.ask(path));
  return officer.ask(path, {
    form: {
      "form-token": token,
      key: "page-1",
      email: "lin@brook.cn",
      submitted: "2026-01-05",
      law: "gdpr",
      suppress: "yes",
      note: "called twice <b>",
    },
  });
}

it.each([
  [503, "send it again in a few seconds"],
  [429, "send it again in a few seconds"],
  [413, "Shorten it"],
  [400, "Look through it"],
  [500, "Something went wrong on our side"],
])("%i keeps what was entered, and says what to do", async (status, words) => {
  const page = await file(status, { title: "In one language." });
  expect([page.status, readable(page)]).toEqual([status, expect.stringContaining(words)]);
  expect(page.text).toContain('value="lin@brook.cn"');
  expect(page.text).toContain('value="2026-01-05"');
  expect(page.text).toContain('value="page-1"');
  expect(page.text).toContain("called twice &lt;b&gt;</textarea>");
  expect(page.text).toMatch(/name="suppress" value="yes" checked/);
  expect(page.text).toMatch(/name="law" value="gdpr" checked/);
  expect(page.text).not.toMatch(/name="law" value="pipl" checked/);
  expect(page.text).toContain('role="alert"');
});

it.each([401, 403, 404])(
  "%i is a page of its own: here nothing can be sent again",
  async (status) => {
    const page = await file(status, { title: "In one language." });
    expect(page.status).toBe(status);
    expect(page.text).not.toContain("lin@brook.cn");
  },
);
