/** The pages through their front door: a gateway, a real issuer, and a browser's cookies between them. */
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Page } from "#functions/pages/page.ts";
import { html } from "#shared/lambda/html.ts";
import type { HttpEvent } from "#shared/lambda/http.ts";
import { formTokenIn, openPages } from "./officer.ts";

const Told = z.object({ note: z.string() });

/** What a page of the product is like: it shows what the API answers, and posts to it. */
const notes: Page = {
  path: "notes/{id}",
  roles: ["compliance", "admin"],
  menu: { en: "Notes", zh: "笔记" },
  async get({ path, api, say, link, formToken }) {
    const answer = await api.get(`/v1/notes/${path["id"] ?? ""}`, Told);
    if (answer.kind === "refused") return answer;
    return {
      kind: "page",
      title: say({ en: "Note", zh: "笔记" }),
      body: html`<p>${answer.body.note}</p>
        <form method="post" action="${link("notes", "a b")}">${formToken}</form>`,
    };
  },
  async post({ form, api, link }) {
    const answer = await api.post("/v1/notes", { note: form.get("note") }, Told);
    return answer.kind === "refused" ? answer : { kind: "moved", to: link("notes", "n1") };
  },
};

const authorised = (event: HttpEvent) => event.requestContext.authorizer?.jwt.claims;
const json = (statusCode: number, body: object) => ({ statusCode, body: JSON.stringify(body) });

describe("whoever is not signed in", () => {
  it("is led to the issuer with PKCE, state and nonce, and back to where they wanted to go", async () => {
    const { browser, baseUrl } = await openPages([notes], () => json(200, { note: "hello" }));
    const officer = browser();
    const { status, location } = await officer.ask("/pages/notes/n1?after=x&lang=zh");
    expect(status).toBe(303);
    expect(Object.fromEntries(new URL(location).searchParams)).toMatchObject({
      response_type: "code",
      redirect_uri: `${baseUrl}/pages/signed-in`,
      code_challenge_method: "S256",
      ui_locales: "zh",
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    const back = await officer.signIn({}, "/pages/notes/n1?after=x&lang=zh");
    expect([back.status, back.location]).toEqual([303, "/pages/notes/n1?after=x"]);
    expect((await officer.ask(back.location)).text).toContain("hello");
  });

  it("is told that what they sent was not carried out, and is not led away from it", async () => {
    const { browser } = await openPages([notes], () => json(200, { note: "x" }));
    const { status, text } = await browser().ask("/pages/notes/n1", { form: { note: "x" } });
    expect(status).toBe(401);
    expect(text).toContain("was not carried out");
    expect(text).toContain('href="/pages/sign-in?to=%2Fnotes%2Fn1"');
  });

  it.each(["https://evil.example", "//evil.example", "/../v1", "/\\evil.example"])(
    "is never led to %j after signing in",
    async (to) => {
      const { browser } = await openPages();
      const back = await browser().signIn(
        {},
        `/pages/sign-in?${new URLSearchParams({ to }).toString()}`,
      );
      expect(back.location).toBe("/pages");
    },
  );

  it.each([
    ["nonsense", "abc"],
    ["a token that nobody signed", "eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4iLCJzdWIiOiJ4In0."],
  ])("is nobody with %s for a cookie", async (_, value) => {
    const { browser, baseUrl } = await openPages();
    const officer = browser();
    officer.cookies.set(`tributary-session-${new URL(baseUrl).port}`, value);
    expect((await officer.ask("/pages")).status).toBe(303);
  });
});

describe("the way back from the issuer", () => {
  it("is shut for a browser that did not begin it: nobody is signed in as somebody else", async () => {
    const { browser, lines } = await openPages();
    const link = await browser().passIssuer("/pages", {});
    const victim = browser();
    const { status, text } = await victim.ask(link);
    expect(status).toBe(400);
    expect(text).toContain('href="/pages/sign-in"');
    expect(victim.cookies.size).toBe(0);
    expect(lines).toContainEqual({ outcome: "refused", reason: "state not of this browser" });
  });

  it.each([
    ["another state", { state: "x" }, 400],
    ["a code that was never given", { code: "x" }, 403],
    ["an answer of another issuer", { iss: "https://evil.example" }, 403],
  ])("is shut for %s", async (_, changes, status) => {
    const { browser } = await openPages();
    const officer = browser();
    const link = new URL(await officer.passIssuer("/pages", {}));
    for (const [name, value] of Object.entries(changes)) link.searchParams.set(name, value);
    expect((await officer.ask(link.href)).status).toBe(status);
    expect((await officer.ask("/pages")).status).toBe(303);
  });

  it("is shut for an answer without a code, and shows nothing of what it said", async () => {
    const { browser } = await openPages();
    const officer = browser();
    const link = new URL(await officer.passIssuer("/pages", {}));
    link.searchParams.delete("code");
    link.searchParams.set("error", "access_denied<script>");
    const { status, text } = await officer.ask(link.href);
    expect(status).toBe(403);
    expect(text).not.toContain("access_denied");
  });

  it("is shut for a nonce of another sign-in", async () => {
    const { browser, baseUrl } = await openPages();
    const officer = browser();
    const link = await officer.passIssuer("/pages", {});
    const name = `tributary-sign-in-${new URL(baseUrl).port}`;
    const begun = JSON.parse(
      Buffer.from(officer.cookies.get(name) ?? "", "base64url").toString(),
    ) as object;
    const altered = JSON.stringify({ ...begun, nonce: "x".repeat(43) });
    officer.cookies.set(name, Buffer.from(altered).toString("base64url"));
    expect((await officer.ask(link)).status).toBe(403);
  });

  it("leads in once: the link is worth nothing afterwards", async () => {
    const { browser } = await openPages();
    const officer = browser();
    const link = await officer.passIssuer("/pages", {});
    expect((await officer.ask(link)).status).toBe(303);
    expect((await officer.ask(link)).status).toBe(400);
  });

  it("is shut where the access token is not for this API", async () => {
    const { browser, lines } = await openPages([], undefined, { audience: ["another"] });
    expect((await browser().signIn()).status).toBe(403);
    expect(lines).toContainEqual({ outcome: "refused", reason: "access token not for this API" });
  });
});

describe("the session", () => {
  it("is a cookie that scripts and other sites do not get, and ends with the token", async () => {
    const { browser, baseUrl, clock } = await openPages();
    const officer = browser();
    const { headers } = await officer.signIn();
    const cookie = headers.getSetCookie().find((line) => line.includes("session")) ?? "";
    expect(cookie).toMatch(new RegExp(`^tributary-session-${new URL(baseUrl).port}=`));
    expect(cookie).toMatch(/; Max-Age=(3600|359\d); Path=\/pages; HttpOnly; SameSite=Lax$/);
    expect((await officer.ask("/pages")).status).toBe(200);
    clock.aheadMs = 61 * 60_000;
    expect((await officer.ask("/pages")).status).toBe(303);
  });

  it("says who one is, as what, and until when, whatever one is called", async () => {
    const { browser } = await openPages();
    const officer = browser();
    await officer.signIn({ name: "林 <b>梅</b>", role: "auditor" });
    const { text } = await officer.ask("/pages");
    expect(text).toContain("林 &lt;b&gt;梅&lt;/b&gt;");
    expect(text).toContain("Auditor");
    expect(text).toMatch(/signed in until\s+<time datetime="\d{4}-/);
  });

  it("ends by one's own form, and by nobody else's", async () => {
    const { browser } = await openPages();
    const officer = browser();
    await officer.signIn();
    const foreign = await officer.ask("/pages/sign-out", { form: { "form-token": "x" } });
    expect(foreign.status).toBe(403);
    const token = formTokenIn(await officer.ask("/pages"));
    const out = await officer.ask("/pages/sign-out", { form: { "form-token": token } });
    expect([out.status, out.location]).toEqual([303, "/pages/signed-out"]);
    expect(officer.cookies.size).toBe(0);
    const again = await officer.ask("/pages/sign-in?anew");
    expect(new URL(again.location).searchParams.get("prompt")).toBe("login");
  });
});

describe("a page", () => {
  it("asks the API as the officer, who they are and what they may", async () => {
    const seen: unknown[] = [];
    const { browser } = await openPages([notes], (event) => {
      seen.push(authorised(event));
      return json(200, { note: "<i>hello</i>" });
    });
    const officer = browser();
    await officer.signIn({ name: "Noor" });
    const { text } = await officer.ask("/pages/notes/n1");
    expect(text).toContain("&lt;i&gt;hello&lt;/i&gt;");
    expect(text).toContain('action="/pages/notes/a%20b"');
    expect(seen).toEqual([expect.objectContaining({ role: "compliance", sub: "Noor" })]);
  });

  it.each([
    [404, "There is none"],
    [409, "Not possible as things are"],
    [401, "Your session has ended"],
    [503, "It did not work"],
  ])("shows what the API refuses with %i, in its words and ours", async (status, title) => {
    const refusal = { title: "An <own> title.", detail: "What to do." };
    const { browser } = await openPages([notes], () => json(status, refusal));
    const officer = browser();
    await officer.signIn();
    const answered = await officer.ask("/pages/notes/n1");
    expect(answered.status).toBe(status);
    expect(answered.text).toContain(title);
    expect(answered.text).toContain("An &lt;own&gt; title. What to do.");
  });

  it("is not for another role, which sees no link to it either", async () => {
    const { browser } = await openPages([notes]);
    const officer = browser();
    await officer.signIn({ role: "steward" });
    const { status, text } = await officer.ask("/pages/notes/n1");
    expect(status).toBe(403);
    expect(text).not.toContain(">Notes<");
  });

  it("takes a form of one's own session, and leads on by a GET", async () => {
    const { browser } = await openPages([notes], () => json(201, { note: "x" }));
    const officer = browser();
    await officer.signIn();
    const token = formTokenIn(await officer.ask("/pages/notes/n1"));
    const form = { "form-token": token, note: "x" };
    const { status, location } = await officer.ask("/pages/notes/n1", { form });
    expect([status, location]).toEqual([303, "/pages/notes/n1"]);
  });

  it("refuses a form without a token, of another session, and one that is too large, unasked", async () => {
    let asked = 0;
    const { browser } = await openPages([notes], () => {
      asked += 1;
      return json(200, { note: "x" });
    });
    const [officer, other] = [browser(), browser()];
    await Promise.all([officer.signIn(), other.signIn({ name: "Bo" })]);
    const foreign = formTokenIn(await other.ask("/pages/notes/n1"));
    const own = formTokenIn(await officer.ask("/pages/notes/n1"));
    const before = asked;
    const post = (form: Record<string, string>) => officer.ask("/pages/notes/n1", { form });
    const statuses = [
      (await post({ note: "x" })).status,
      (await post({ "form-token": foreign })).status,
      (await post({ "form-token": own.toUpperCase() })).status,
      (await post({ "form-token": own, note: "x".repeat(65 * 1024) })).status,
      (await officer.ask("/pages", { form: { "form-token": own } })).status,
    ];
    expect(statuses).toEqual([403, 403, 403, 413, 405]);
    expect(asked).toBe(before);
  });

  it("that there is none of is a page too, with a way out", async () => {
    const { browser } = await openPages();
    const officer = browser();
    await officer.signIn();
    const { status, text } = await officer.ask("/pages/nowhere");
    expect(status).toBe(404);
    expect(text).toContain('href="/pages"');
  });

  it("that fails says so and nothing else; the log has the name of the error and of the page", async () => {
    const { browser, lines } = await openPages([notes], () => json(200, { canary: "canary" }));
    const officer = browser();
    await officer.signIn();
    const { status, text } = await officer.ask("/pages/notes/n1");
    expect(status).toBe(500);
    expect(text).not.toContain("canary");
    expect(lines.slice(-2)).toEqual([
      { outcome: "failed", error: "ZodError" },
      { outcome: "answered", page: "GET /pages/notes/{id}", status: 500 },
    ]);
  });
});

describe("every page", () => {
  it("lets nothing run, be loaded from elsewhere, framed, kept or guessed at", async () => {
    const { browser } = await openPages();
    const officer = browser();
    await officer.signIn();
    for (const path of ["/pages", "/pages/nowhere", "/pages/signed-out", "/pages/signed-in"]) {
      const { headers, text } = await officer.ask(path);
      const policy = headers.get("content-security-policy");
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(text).not.toMatch(/<script|\son\w+=|\sstyle=/i);
      expect(text).toMatch(/<html lang="en">[^]*<main id="main"[^]*<h1>/);
    }
  });

  it.each([
    ["/pages/signed-out", { "accept-language": "zh-CN,en;q=0.5" }, "您已退出登录"],
    ["/pages/signed-out?lang=en", { "accept-language": "zh-CN" }, "You are signed out"],
    ["/pages/signed-out", { "accept-language": "fr" }, "You are signed out"],
    ["/pages/signed-out?lang=fr", {}, "You are signed out"],
  ])("is in the language that is wished for: %s %j", async (path, headers, title) => {
    const { browser } = await openPages();
    expect((await browser().ask(path, { headers })).text).toContain(title);
  });

  it("stays in the language that was chosen", async () => {
    const { browser } = await openPages();
    const officer = browser();
    await officer.ask("/pages/signed-out?lang=zh");
    expect((await officer.ask("/pages/signed-out")).text).toContain("您已退出登录");
  });

  it("says so where the issuer does not answer", async () => {
    const { browser, lines } = await openPages([], undefined, { issuer: "http://127.0.0.1:9" });
    const { status, text } = await browser().ask("/pages");
    expect(status).toBe(503);
    expect(text).toContain("identity provider does not answer");
    expect(lines).toContainEqual({ outcome: "failed", error: "IdentityProviderError" });
  });

  it("tells no log a token, a name, a code or a path", async () => {
    const { browser, lines } = await openPages([notes], () => json(200, { note: "x" }));
    const officer = browser();
    await officer.signIn({ name: "Canary Noor" }, "/pages/notes/canary");
    await officer.ask("/pages/notes/canary");
    expect(JSON.stringify(lines)).not.toMatch(/canary|noor|eyJ/i);
  });
});
