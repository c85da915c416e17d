/** The certificate as a page: whatever it says is shown, also what nobody knew of when the page was made. */
import { expect, it } from "vitest";
import { pages } from "#functions/pages/pages.ts";
import { openPages } from "./officer.ts";
import { readable } from "./office.ts";

const content = {
  version: 1,
  tenant: "demo",
  request: "req_1",
  laws: ["gdpr", "pipl"],
  at: "2026-11-28T02:00:00.000Z",
  counts: { people: 1, events: 12, backups: 3 },
  verification: { at: "2026-11-28T02:01:00.000Z", survivors: 0 },
  windows: [{ store: "dead-letters", days: 14, until: "2026-12-12T02:00:00.000Z" }],
  tombstones: { purpose: "keeps the erased person from coming back", suppressed: true },
  notary: { name: "<b>Brook & Co</b>" },
  final: false,
};
const signature = { algorithm: "Ed25519", key: "k-1", value: "s-1" };

async function certificate(answer: { statusCode: number; body: object }, lang = "en") {
  const [, ...own] = pages;
  const { browser } = await openPages(own, () => ({
    statusCode: answer.statusCode,
    body: JSON.stringify(answer.body),
  }));
  const officer = browser();
  await officer.signIn();
  return officer.ask(`/pages/requests/req_1/certificate?lang=${lang}`);
}

it("shows every member, known or new, and says what is preliminary about it", async () => {
  const page = await certificate({ statusCode: 200, body: { content, signature } });
  const shown = readable(page);
  expect(page.status).toBe(200);
  for (const words of [
    "Preliminary Copies may still lie",
    "Company demo",
    "Laws GDPR PIPL",
    "become part of them included 1 events 12 backups 3",
    "Left over 0",
    "Dead letters 14 12 Dec 2026, 10:00",
    "Purpose Keeps the erased person from coming back Later data refused as well yes",
    "Algorithm Ed25519 Public key k-1 Value s-1",
  ]) {
    expect(shown).toContain(words);
  }
  expect(page.text).toContain("&lt;b&gt;Brook &amp; Co&lt;/b&gt;");
});

it("says in Chinese that it is final, and does without what is not there", async () => {
  const { windows: _windows, counts: _counts, ...less } = content;
  const body = { content: { ...less, final: true }, signature };
  const shown = readable(await certificate({ statusCode: 200, body }, "zh"));
  expect(shown).toContain("最终 包括备份在内，已无任何副本。");
  expect(shown).not.toContain("已删除内容");
});

it("that there is none of yet is no error: the page says when there will be", async () => {
  const page = await certificate({ statusCode: 404, body: { title: "There is no certificate." } });
  expect([page.status, readable(page)]).toEqual([
    200,
    expect.stringContaining("It is made when the erasure is done."),
  ]);
});

it("is not made up where the answer is no certificate", async () => {
  const page = await certificate({ statusCode: 200, body: { content: { final: "yes" } } });
  expect(page.status).toBe(500);
});
