/** An officer's work on requests, through the pages and the real API. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { confirmation } from "#test/functions/api/desk.ts";
import { buttonsIn, openOffice, readable } from "./office.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const open = () => openOffice(stores.store);
const filing = { submitted: "2026-03-09", law: ["gdpr"], key: "page-1" };
const identity = { method: "document", evidence: "CASE-1", outcome: "confirmed" };
const idIn = (address: string) => /req_[\w-]{27}/.exec(address)?.[0] ?? "";

let serial = 0;
const newKey = () => `page-${(serial += 1)}`;

describe("filing", () => {
  it("leads to a receipt with number, clocks and due date; whom it is about stands in no address and no log", async () => {
    const { desk, officer, addresses, lines } = await open();
    const person = await desk.somebody();
    const ann = await officer("ann");
    const receipt = await ann.send("/pages/requests/file", {
      ...filing,
      key: newKey(),
      email: person.email,
      note: "called twice",
    });
    expect(receipt.status).toBe(200);
    expect(receipt.location).toMatch(/^\/pages\/requests\/req_[\w-]{27}\/receipt$/);
    const shown = readable(receipt);
    expect(shown).toContain(idIn(receipt.location));
    expect(shown).toContain("9 Apr 2026");
    expect(shown).toContain("GDPR art. 12(3)");
    const view = await desk.read(idIn(receipt.location));
    expect(view).toMatchObject({ filedBy: "ann", channel: "page", note: "called twice" });
    expect(view.candidates).toEqual([person.id]);
    const told = JSON.stringify([addresses, lines, desk.api.lines]);
    expect(told).not.toContain(person.email);
    expect(told).not.toContain(encodeURIComponent(person.email));
    expect(receipt.text).not.toMatch(new RegExp(`<title>[^<]*${person.email}`));
  });

  it("takes an earlier day, more than one address, another identifier and a person's id", async () => {
    const { desk, officer } = await open();
    const [one, other, third] = [
      await desk.somebody(),
      await desk.somebody(),
      await desk.somebody(),
    ];
    const receipt = await (
      await officer("ann")
    ).send("/pages/requests/file", {
      key: newKey(),
      submitted: "2026-03-01",
      law: ["gdpr", "ccpa"],
      email: `${one.email}； ${other.email}`,
      type: "external-id",
      namespace: "aircall",
      value: "12345",
      personId: third.id,
      suppress: "yes",
    });
    const view = await desk.read(idIn(receipt.location));
    expect(view).toMatchObject({ submittedAt: "2026-02-28T23:00:00.000Z", suppress: true });
    expect(view.clocks.map(({ law, dueAt }) => [law, dueAt.slice(0, 10)])).toEqual([
      ["gdpr", "2026-04-01"],
      ["ccpa", "2026-04-15"],
    ]);
    expect(view.identifiers.map(({ type }) => type).sort()).toEqual([
      "email",
      "email",
      "external-id",
    ]);
    expect([...view.candidates].sort()).toEqual([one.id, other.id, third.id].sort());
  });

  it("twice by one form is one request; with other contents it is refused, and what was entered is kept", async () => {
    const { desk, officer } = await open();
    const [one, other] = [await desk.somebody(), await desk.somebody()];
    const ann = await officer("ann");
    const form = { ...filing, key: newKey(), email: one.email };
    const first = await ann.send("/pages/requests/file", form);
    const second = await ann.send("/pages/requests/file", form);
    expect(idIn(second.location)).toBe(idIn(first.location));
    expect(readable(second)).toContain("there is one request");
    const third = await ann.send("/pages/requests/file", { ...form, email: other.email });
    expect(third.status).toBe(409);
    expect(readable(third)).toContain("open the form anew");
    expect(third.text).toContain(`value="${other.email}"`);
  });

  it.each([
    ["nobody", {}, "file-email", "Say whom it is about"],
    ["a phone that is none", { phone: "12" }, "file-phone", "cannot be one of its kind"],
    [
      "a shop's id without its shop",
      { type: "external-id", value: "1" },
      "file-namespace",
      "without its namespace",
    ],
    ["a namespace alone", { type: "external-id", namespace: "x" }, "file-value", "the value"],
    [
      "a day still to come",
      { email: "a@brook.cn", submitted: "2026-03-10" },
      "file-submitted",
      "cannot be still to come",
    ],
    ["no law", { email: "a@brook.cn", law: [] }, "file-law", "at least one law"],
    [
      "a reference with spaces",
      { email: "a@brook.cn", reference: "CASE 1" },
      "file-reference",
      "no spaces",
    ],
    [
      "a telephone number as a reference",
      { email: "a@brook.cn", reference: "13912345678" },
      "file-reference",
      "no telephone number",
    ],
  ] as const)(
    "of %s is refused with words that lead to the control",
    async (...[, sent, control, words]) => {
      const { officer } = await open();
      const ann = await officer("ann");
      const answered = await ann.send("/pages/requests/file", {
        ...filing,
        key: newKey(),
        ...sent,
      });
      expect(answered.status).toBe(400);
      expect(answered.text).toContain("<title>To correct: ");
      expect(answered.text).toMatch(new RegExp(`<a href="#${control}"[^>]*>[^<]*${words}`));
      expect(answered.text).toMatch(
        new RegExp(`id="${control}"[^>]*|aria-describedby="${control}`),
      );
      expect(answered.text).toContain(`id="${control}-mistake"`);
      for (const value of Object.values(sent).flat()) {
        if (value.length > 2) expect(answered.text).toContain(value);
      }
    },
  );

  it("preselects the tenant's laws, and no others", async () => {
    const { officer } = await open();
    const { text } = await (await officer("ann")).open("/pages/requests/file");
    const ticked = [...text.matchAll(/name="law" value="(\w+)" checked/g)].map(([, law]) => law);
    expect(ticked).toEqual(["gdpr"]);
  });
});

describe("one request", () => {
  it("goes from the identity to the approval of a colleague, in the language of each", async () => {
    const { desk, officer } = await open();
    const person = await desk.somebody();
    const ann = await officer("ann");
    const receipt = await ann.send("/pages/requests/file", {
      ...filing,
      key: newKey(),
      email: person.email,
    });
    const id = idIn(receipt.location);
    const fresh = await ann.open(`/pages/requests/${id}`);
    expect(buttonsIn(fresh)[0]).toBe("confirm-identity");
    expect(readable(fresh)).toContain(person.email);

    const confirmed = await ann.act(id, "confirm-identity", identity);
    expect(readable(confirmed)).toContain("The outcome is noted.");
    expect(readable(confirmed)).toContain("one person's data is restricted");
    expect(buttonsIn(confirmed)[0]).toBe("preview");

    const previewed = await ann.act(id, "preview");
    expect(readable(previewed)).toContain(person.id);
    expect(buttonsIn(previewed)).not.toContain("approve");
    expect(readable(previewed)).toContain("nobody approves a request of their own");

    const bo = await officer("bo");
    const seen = await bo.open(`/pages/requests/${id}?lang=zh`);
    expect(buttonsIn(seen)[0]).toBe("approve");
    const [, root = ""] = /name="root" value="([^"]+)"/.exec(seen.text) ?? [];
    const approved = await bo.act(id, "approve", { root });
    expect(readable(approved)).toContain("删除已批准");
    expect(readable(approved)).toContain("等待冷静期结束： 2026年3月10日 09:00");
    expect(await desk.read(id)).toMatchObject({ state: "approved", approval: { by: "bo" } });
  });

  it("is not approved by who filed it, however the form is sent: the page says why", async () => {
    const { desk, officer } = await open();
    const { id, roots } = await desk.previewed();
    const ann = await officer("ann");
    const root = roots.map(({ id: person, shapeVersion }) => `${person}:${shapeVersion}`);
    for (const lang of ["en", "zh"]) {
      await ann.open(`/pages/requests/${id}?lang=${lang}`);
      const refused = await ann.act(id, "approve", { root });
      expect(refused.status).toBe(409);
      expect(readable(refused)).toContain(
        { en: "you cannot approve it. Ask a colleague", zh: "您不能批准" }[lang],
      );
    }
    expect(await desk.read(id)).toMatchObject({ state: "awaiting_approval" });
  });

  it("is not approved as it was seen before it changed", async () => {
    const { desk, officer } = await open();
    const { id, roots } = await desk.previewed();
    const bo = await officer("bo");
    const root = roots.map(({ id: person, shapeVersion }) => `${person}:${shapeVersion + 1}`);
    const refused = await bo.act(id, "approve", { root });
    expect([refused.status, readable(refused)]).toEqual([
      409,
      expect.stringContaining("There is a newer preview than the one that you approved"),
    ]);
  });

  it("asks who is meant where several were found, and takes no answer that is none", async () => {
    const { desk, officer } = await open();
    const [one, other] = [await desk.somebody(), await desk.somebody()];
    const email = { type: "email", value: one.email };
    const { id } = await desk.post("/v1/requests", {
      identifiers: [email, { type: "email", value: other.email }],
    });
    await desk.step(id, "identity", confirmation);
    // An officer recognises them by what is masked, and sees no value whole.
    const ann = await officer("ann");
    const masked = await ann.open(`/pages/requests/${id}`);
    expect(buttonsIn(masked)[0]).toBe("choose");
    expect(readable(masked)).toContain("***@***");
    for (const { phone } of [one, other]) expect(masked.text).not.toContain(phone);
    const root = await officer("root", "admin");
    const asked = await root.open(`/pages/requests/${id}`);
    expect(buttonsIn(asked)[0]).toBe("choose");
    // Who may see records is told more.
    expect(readable(asked)).toContain(one.phone);
    const nobody = await root.act(id, "choose");
    expect([nobody.status, readable(nobody)]).toEqual([
      400,
      expect.stringContaining("Choose at least one of them."),
    ]);
    const stranger = await root.act(id, "choose", { people: (await desk.somebody()).id });
    expect(readable(stranger)).toContain("was not found by the request's identifiers");
    const chosen = await root.act(id, "choose", { people: other.id });
    expect(readable(chosen)).toContain("It is noted who is meant.");
    expect((await desk.read(id)).chosen).toEqual([other.id]);
  });

  it("is denied, held, resumed, extended and cancelled with the words that the law wants", async () => {
    const { desk, officer } = await open();
    const ann = await officer("ann");
    const { id } = await desk.file((await desk.somebody()).email, { laws: ["gdpr"] });
    const held = await ann.act(id, "hold", {
      ground: "legal-claims",
      reason: "A claim is pending.",
      until: "2026-06-30",
    });
    expect(readable(held)).toContain("It is on hold until 30 Jun 2026, 23:59");
    expect(buttonsIn(held)[0]).toBe("resume");
    expect((await desk.read(id)).hold?.until).toBe("2026-06-30T21:59:59.999Z");
    expect(readable(await ann.act(id, "resume"))).toContain("The request goes on.");

    const extended = await ann.act(id, "extend", { law: "gdpr", reason: "Three systems." });
    expect(readable(extended)).toContain("The time is extended.");
    expect(readable(extended)).toContain("Three systems.");
    expect(buttonsIn(extended)).not.toContain("extend");

    const unsure = await ann.act(id, "cancel", { reason: "Filed twice." });
    expect([unsure.status, readable(unsure)]).toEqual([
      400,
      expect.stringContaining("Tick that you are sure"),
    ]);
    expect(unsure.text).toContain("Filed twice.");
    const cancelled = await ann.act(id, "cancel", { reason: "Filed twice.", sure: "yes" });
    expect(readable(cancelled)).toContain("It was cancelled; nothing was erased.");
    expect(buttonsIn(cancelled)).toEqual([]);

    const other = await desk.file((await desk.somebody()).email);
    const told = await ann.act(other.id, "deny", { ground: "excessive", reason: "ask a@brook.cn" });
    expect([told.status, told.text]).toEqual([400, expect.stringContaining("ask a@brook.cn")]);
    const denied = await ann.act(other.id, "deny", { ground: "excessive", reason: "The tenth." });
    expect(readable(denied)).toContain("Tell the person why");
    const late = await ann.act(other.id, "deny", { ground: "excessive", reason: "Again." });
    expect([late.status, readable(late)]).toEqual([
      409,
      expect.stringContaining("The request has moved on meanwhile"),
    ]);
  });

  it("shows an auditor what there is, masked, with nothing to press; everybody else nothing", async () => {
    const { desk, officer } = await open();
    const person = await desk.somebody();
    const { id } = await desk.file(person.email);
    const auditor = await officer("audrey", "auditor");
    const seen = await auditor.open(`/pages/requests/${id}`);
    expect(seen.status).toBe(200);
    expect(seen.text).not.toContain(person.email);
    expect(buttonsIn(seen)).toEqual([]);
    expect((await auditor.open("/pages/requests/file")).status).toBe(403);
    const viewer = await officer("vera", "viewer");
    for (const path of [`/pages/requests/${id}`, "/pages/requests", "/pages/holds"]) {
      expect((await viewer.open(path)).status).toBe(403);
    }
  });

  it("that there is none of is a page that says so", async () => {
    const { officer } = await open();
    const ann = await officer("ann");
    expect((await ann.open("/pages/requests/req_none")).status).toBe(404);
    expect((await ann.open("/pages/requests/req_none/receipt")).status).toBe(404);
  });
});

describe("the list", () => {
  it("says how late each is, in words; what has ended is on the other side", async () => {
    const { desk, officer } = await open();
    const ann = await officer("ann");
    const asked = (submittedAt: string) => ({ laws: ["gdpr"], submittedAt, reference: "LATE-1" });
    const { email } = await desk.somebody();
    const late = await desk.file(email, asked("2026-01-20T00:00:00Z"));
    const hurry = await desk.file(email, asked("2026-02-12T00:00:00Z"));
    const ended = await desk.file(email, { laws: ["gdpr"] });
    await desk.step(ended.id, "cancel", { reason: "Filed twice." });
    const list = readable(await ann.open("/pages/requests"));
    expect(list).toMatch(new RegExp(`${late.id}.*Late 17 days late`));
    expect(list).toMatch(new RegExp(`${hurry.id}.*Hurry 3 days left`));
    expect(list.indexOf(late.id)).toBeLessThan(list.indexOf(hurry.id));
    expect(list).not.toContain(ended.id);
    const closed = readable(await ann.open("/pages/requests?status=closed&lang=zh"));
    expect(closed).toContain(ended.id);
    expect(closed).toContain("已取消");
    expect(closed).not.toContain(late.id);
  });

  it("is searched by an identifier that stands in no address; what is none is said", async () => {
    const { desk, officer, addresses } = await open();
    const ann = await officer("ann");
    const { email, phone } = await desk.somebody();
    const { id } = await desk.file(email);
    const search = (fields: Record<string, string>) =>
      ann.send("/pages/requests/search", { type: "email", ...fields });
    const found = await search({ value: email });
    expect([found.status, readable(found)]).toEqual([200, expect.stringContaining(id)]);
    expect(found.text).toContain(`value="${email}"`);
    const none = await search({ type: "phone", value: phone });
    expect(readable(none)).toContain("No request about this identifier");
    const nothing = await search({ value: " " });
    expect([nothing.status, readable(nothing)]).toEqual([
      400,
      expect.stringContaining("Say the value to look for."),
    ]);
    const noPhone = await search({ type: "phone", value: "12" });
    expect(readable(noPhone)).toContain("cannot be one of its kind");
    expect(addresses.join()).not.toContain(email.split("@")[0]);
  });
});
