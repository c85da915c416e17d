import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { roles } from "#shared/domain/staff.ts";
import { routes } from "#functions/api/routes.ts";
import { deliver } from "#test/fixtures/deliver.ts";
import { eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { startApi } from "./staff.ts";

let stores: TestStores;
let store: TestStores["store"];
let api: ReturnType<typeof startApi>;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(() => {
  api = startApi(store);
});

/** An address and a body of each route, good enough to get past the front door. */
const asked = routes.map((route) => ({
  route,
  method: route.method,
  path: route.path.replace("{id}", "nobody"),
  body: route.example,
}));

describe.each(asked)("$method $path", ({ route, method, path, body }) => {
  it("is for nobody who has not signed in", async () => {
    expect((await api.call(method, path, { role: undefined, body })).status).toBe(401);
  });

  it.each(roles.filter((role) => !route.roles.includes(role)))(
    "is not for the role %s",
    async (role) => {
      expect((await api.call(method, path, { role, body })).status).toBe(403);
    },
  );

  it.each(route.roles)("is for the role %s", async (role) => {
    const { status } = await api.call(method, path, { role, body });
    expect([401, 403]).not.toContain(status);
  });

  it("takes no other method", async () => {
    const others = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"].filter(
      (other) => !routes.some((each) => each.method === other && matches(each.path, path)),
    );
    expect(others.length).toBeGreaterThan(3);
    for (const other of others) expect((await api.call(other, path)).status).toBe(405);
  });
});

const matches = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replace(/\{\w+\}/g, "[^/]+")}$`).test(path);

describe("a token", () => {
  it.each([
    ["without a role", { sub: "bo" }],
    ["without a subject", { role: "admin" }],
    ["with an empty subject", { role: "admin", sub: "" }],
    ["with a role that there is none of", { role: "owner", sub: "bo" }],
    ["with the name of a method for a role", { role: "toString", sub: "bo" }],
    ["with a list of roles", { role: ["admin"], sub: "bo" }],
    ["with a role in capitals", { role: "ADMIN", sub: "bo" }],
    ["with nothing", {}],
  ])("%s allows nothing", async (_, claims) => {
    const person = await api.get("/v1/people/nobody", { claims });
    expect(person.status).toBe(401);
    expect(person.text).toBe((await api.get("/v1/people/nobody", { role: undefined })).text);
  });

  it("that is wanting learns nothing of which addresses there are", async () => {
    const known = await api.get("/v1/reviews", { role: undefined });
    const unknown = await api.get("/v1/secrets", { role: undefined });
    const wrong = await api.call("DELETE", "/v1/reviews", { role: undefined });
    expect([unknown, wrong]).toEqual([known, known]);
  });

  it("is not asked for where there is nothing to protect", async () => {
    expect(await api.get("/health", { role: undefined })).toMatchObject({
      status: 200,
      body: { status: "ok" },
    });
    expect((await api.get("/openapi.json", { role: undefined })).status).toBe(200);
  });
});

describe("an address that there is none of", () => {
  it.each([
    "/",
    "/v1",
    "/v1/people",
    "/v2/people/search",
    "/v1/reviews/a/b",
    "/V1/reviews",
    "/v1/reviews/",
  ])("is not found: %s", async (path) => {
    expect((await api.get(path)).status).toBe(404);
  });

  it("is not found either where its id is too long to be one", async () => {
    expect((await api.get(`/v1/people/${"x".repeat(101)}`)).status).toBe(404);
  });
});

describe("an address that is a word", () => {
  it("is nobody's id: to search is no person, whatever the method", async () => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      expect((await api.call(method, "/v1/people/search")).status).toBe(405);
    }
  });
});

describe("a body", () => {
  const search = (raw: string) => api.call("POST", "/v1/people/search", { raw });

  it.each([
    ["no JSON", "{"],
    ["empty", ""],
    ["a list", "[]"],
    ["nothing", "null"],
    ["a text", '"phone"'],
    ["of another shape", '{"phone":"1"}'],
  ])("that is %s is refused", async (_, raw) => {
    const { status, body } = await search(raw);
    expect(status).toBe(400);
    expect(body).toMatchObject({ title: "The body cannot be read.", detail: expect.any(String) });
  });

  it("that is larger than any request is refused unread", async () => {
    const identifier = { type: "phone", value: "1" };
    const { status, body } = await search(
      JSON.stringify({ identifier, more: "x".repeat(64 * 1024) }),
    );
    expect(status).toBe(413);
    expect(body).toMatchObject({ title: "The body is too large.", detail: "Send 64 KiB at most." });
  });

  it("that is refused is told where it is wrong, never what it said", async () => {
    const { text } = await search(
      JSON.stringify({
        "canary-member": 1,
        identifier: {
          type: "canary-type",
          value: { canary: "canary-value" },
          namespace: 13941700013,
        },
      }),
    );
    expect(text).toContain("identifier.type");
    expect(text).toContain("identifier.value");
    expect(text).not.toMatch(/canary|13941700013/);
  });

  it("is refused before anybody looks into the store", async () => {
    stores.takeUnits();
    await search("{");
    await api.post("/v1/people/search", {}, { role: "auditor" });
    expect(stores.takeUnits()).toEqual({ read: 0, write: 0, counters: 0 });
  });
});

describe("the log", () => {
  it("names the route and the status of each answer, and nothing that was asked or found", async () => {
    const { people } = await deliver(store, eventOf(1, { identifiers: [phone(phoneOf(1))] }));
    const id = people[0]?.id ?? "";
    await api.post("/v1/people/search", { identifier: { type: "phone", value: phoneOf(1) } });
    await api.get(`/v1/people/${id}`);
    await api.get(`/v1/people/${phoneOf(1).slice(1)}`);
    await api.get(`/v1/${phoneOf(1)}`);
    await api.post("/v1/people/search", { identifier: { type: "phone", value: [phoneOf(1)] } });
    expect(api.lines).toEqual([
      { outcome: "answered", route: "POST /v1/people/search", status: 200 },
      { outcome: "answered", route: "GET /v1/people/{id}", status: 200 },
      { outcome: "answered", route: "GET /v1/people/{id}", status: 404 },
      { outcome: "answered", route: "-", status: 404 },
      { outcome: "answered", route: "POST /v1/people/search", status: 400 },
    ]);
  });
});

describe("when the store is out of order", () => {
  it("the answer is 500 and says nothing; the log has the name of the error alone", async () => {
    const send = () => Promise.reject(new TypeError(`could not read ${phoneOf(1)}`));
    const broken = startApi({ ...store, database: { send } });
    const answer = await broken.get("/v1/people/nobody");
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/13941700|TypeError/);
    expect(broken.lines).toEqual([{ outcome: "failed", error: "TypeError" }]);
  });
});
