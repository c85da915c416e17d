/** Requests of the people whom the data is about, as officers work on them. */
import { GetCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RequestPage, RequestsFound } from "#shared/domain/privacy/view.ts";
import { settleAllRestrictions } from "#shared/engine/privacy/restrictions.ts";
import { deliver, engineOn, setState } from "#test/fixtures/deliver.ts";
import { email, eventOf, nationalId, nationalIdOf, phone } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { ann, confirmation, eve, openDesk, rootsIn, type StepAsked } from "./desk.ts";
import { startApi } from "./staff.ts";

let stores: TestStores;
let store: TestStores["store"];
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(() => {
  desk = openDesk(store);
});

const titleOf = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return [status, (body as { title: string }).title];
};
const send = (id: string, ...[name, body, by = ann]: StepAsked) =>
  desk.api.post(`/v1/requests/${id}/${name}`, body, by);

describe("a request that is filed", () => {
  it("is answered with a receipt: its number, its clocks, when it is due, and who was found", async () => {
    const person = await desk.somebody();
    const receipt = await desk.file(` ${person.email.toUpperCase()} `, { reference: "CASE-9" });
    expect(receipt.id).toMatch(/^req_[\w-]{27}$/);
    expect(receipt).toMatchObject({
      state: "awaiting_identity",
      filedBy: "ann",
      channel: "api",
      reference: "CASE-9",
      receivedAt: "2026-03-09T08:00:00.000Z",
      identity: { status: "unchecked" },
      identifiers: [{ type: "email", value: person.email }],
      candidates: [person.id],
      chosen: [person.id],
      mustChoose: false,
      restriction: { people: [], pending: false },
      due: { usedPercent: 0, escalation: 0 },
      steps: [
        { step: "received", by: "ann", words: { zh: "收到请求" } },
        { step: "located", counts: { people: 1 } },
      ],
    });
    expect(receipt.clocks.map(({ law }) => law)).toEqual(
      ["gdpr", "ccpa", "pipl"].slice(0, receipt.clocks.length),
    );
    expect(receipt.due.at).toBe(receipt.clocks.map(({ dueAt }) => dueAt).sort()[0]);
    expect(await desk.read(receipt.id)).toEqual(receipt);
  });

  it.each(["phone", "email", "person", "both"])("may name whom it is about by %s", async (by) => {
    const person = await desk.somebody();
    const identifiers = {
      phone: [{ type: "phone", value: person.phone }],
      email: [{ type: "email", value: person.email }],
      person: [],
      both: [
        { type: "phone", value: person.phone },
        { type: "email", value: person.email },
      ],
    }[by];
    const named = by === "person" && { personId: person.id };
    const receipt = await desk.post("/v1/requests", { identifiers, ...named });
    expect(receipt).toMatchObject({ candidates: [person.id], chosen: [person.id] });
  });

  it("may be about nobody whom we know: its identifiers keep late data out all the same", async () => {
    const receipt = await desk.file("nobody-at-all@brook.cn");
    expect(receipt).toMatchObject({ candidates: [], chosen: [], mustChoose: false });
    await desk.step(receipt.id, "identity", confirmation);
    const { preview } = await desk.step(receipt.id, "preview");
    expect(preview).toMatchObject({ people: [], unknownIdentifiers: 1 });
    const approved = await desk.step(receipt.id, "approve", { roots: [] }, eve);
    expect(approved.state).toBe("approved");
  });

  it("is the same under the same key and body, and another under another body is refused", async () => {
    const { email: mail } = await desk.somebody();
    const first = await desk.file(mail, { idempotencyKey: "KEY-1" });
    const body = { identifiers: [{ type: "email", value: mail }], idempotencyKey: "KEY-1" };
    const again = await desk.api.post("/v1/requests", body, eve);
    expect([again.status, again.body]).toMatchObject([200, { id: first.id, filedBy: "ann" }]);
    const other = await desk.api.post("/v1/requests", { ...body, suppress: true }, ann);
    expect(other.status).toBe(409);
    const { steps } = await desk.read(first.id);
    expect(steps.filter(({ step }) => step === "received")).toHaveLength(1);
  });

  it("never stands in the way of another about the same person", async () => {
    const { email: mail, id: person } = await desk.somebody();
    const forged = await desk.file(mail, { reference: "FORGED" });
    const real = await desk.file(mail, { reference: "REAL" });
    expect(real.id).not.toBe(forged.id);
    await desk.step(real.id, "identity", confirmation);
    await desk.step(forged.id, "identity", { ...confirmation, outcome: "failed" });
    const seen = await desk.step(real.id, "preview");
    const approved = await desk.step(real.id, "approve", { roots: rootsIn(seen) }, eve);
    expect(approved).toMatchObject({ state: "approved", chosen: [person] });
    await desk.step(forged.id, "deny", { ground: "identity-not-verified", reason: "Silence." });
    expect(await desk.read(real.id)).toMatchObject({ state: "approved" });
    expect(await desk.restrictedBy(person)).toEqual([real.id]);
  });

  const identifiers = [{ type: "email", value: "refused@brook.cn" }];
  it.each([
    ["that names nobody", {}],
    ["of a kind that is not offered", { identifiers, type: "access" }],
    ["with a value that is none", { identifiers: [{ type: "email", value: "no address" }] }],
    ["with a shop's id of no shop", { identifiers: [{ type: "external-id", value: "7" }] }],
    ["with a key that may be somebody's", { identifiers, idempotencyKey: "bo@brook.cn" }],
    ["under a law that is none", { identifiers, laws: ["hipaa"] }],
    ["with a word too many", { identifiers, urgent: true }],
  ])("%s is refused, and nothing of it is kept", async (_, body) => {
    const before = await count();
    expect((await desk.api.post("/v1/requests", body, ann)).status).toBe(400);
    expect(await count()).toBe(before);
  });
});

async function count(): Promise<number> {
  const { Items = [] } = await store.database.send(
    new ScanCommand({ TableName: store.tables.privacy }),
  );
  return Items.length;
}

describe("roles", () => {
  it.each(["viewer", "entry", "steward"] as const)("%s has no business here", async (role) => {
    const { id } = await desk.file((await desk.somebody()).email);
    const asked = { role };
    const answers = [
      await desk.api.get("/v1/requests", asked),
      await desk.api.get(`/v1/requests/${id}`, asked),
      await desk.api.get("/v1/holds", asked),
      await desk.api.post(`/v1/requests/${id}/identity`, confirmation, asked),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  it("the auditor reads, sees no identifier, and may do nothing", async () => {
    const person = await desk.somebody();
    const { id } = await desk.file(person.email, { note: "Called about her order." });
    const asked = { role: "auditor" as const };
    const seen = await desk.read(id, asked);
    expect(seen).toMatchObject({ masked: true, actions: [], chosen: [person.id] });
    expect(JSON.stringify(seen)).not.toContain(person.email);
    expect(JSON.stringify(seen)).not.toContain("her order");
    expect((await send(id, "identity", confirmation, asked)).status).toBe(403);
    const search = { identifier: { type: "email", value: person.email } };
    expect((await desk.api.post("/v1/requests/search", search, asked)).status).toBe(403);
  });

  it("nobody approves their own request, an admin neither", async () => {
    const { id, roots } = await desk.previewed();
    expect((await desk.read(id)).actions).not.toContain("approve");
    expect((await desk.read(id, eve)).actions).toContain("approve");
    const title = "Nobody approves a request that they filed themselves.";
    for (const role of ["compliance", "admin"] as const) {
      const own = send(id, "approve", { roots }, { role, sub: "ann" });
      expect(await titleOf(own)).toEqual([409, title]);
    }
    expect(await desk.step(id, "approve", { roots }, { role: "admin", sub: "eve" })).toMatchObject({
      state: "approved",
      approval: { by: "eve", roots, eraseAfter: "2026-03-10T08:00:00.000Z" },
    });
  });
});

describe("restriction", () => {
  it("begins when the identity is confirmed, never before, and ends when the request does", async () => {
    const { id: person, email: mail } = await desk.somebody();
    const { id } = await desk.file(mail);
    expect(await desk.restrictedBy(person)).toEqual([]);
    const confirmed = await desk.step(id, "identity", confirmation);
    expect(confirmed.restriction).toEqual({ people: [person], pending: false });
    expect(await desk.restrictedBy(person)).toEqual([id]);
    const cancelled = await desk.step(id, "cancel", { reason: "Changed her mind." });
    expect(cancelled.restriction).toEqual({ people: [], pending: false });
    expect(await desk.restrictedBy(person)).toEqual([]);
  });

  it("follows whom a human chooses", async () => {
    const [one, two] = [await desk.somebody(), await desk.somebody()];
    const both = async () => [await desk.restrictedBy(one.id), await desk.restrictedBy(two.id)];
    const identifiers = [one, two].map(({ phone: value }) => ({ type: "phone", value }));
    const { id } = await desk.post("/v1/requests", { identifiers });
    await desk.step(id, "identity", confirmation);
    expect(await both()).toEqual([[], []]);
    await desk.step(id, "choose", { people: [one.id, two.id] });
    expect(await both()).toEqual([[id], [id]]);
    await desk.step(id, "choose", { people: [two.id] });
    expect(await both()).toEqual([[], [id]]);
  });

  it("that cannot be put in force at once is written down, and put in force by the schedule", async () => {
    const { id: person, email: mail } = await desk.somebody();
    const { id } = await desk.file(mail);
    await setState(person, "settling", store);
    const confirmed = await desk.step(id, "identity", confirmation);
    expect(confirmed.restriction).toEqual({ people: [person], pending: true });
    await setState(person, "active", store);
    expect(await desk.restrictedBy(person)).toEqual([]);
    await settleAllRestrictions(engineOn(store));
    expect(await desk.restrictedBy(person)).toEqual([id]);
    expect((await desk.read(id)).restriction.pending).toBe(false);
  });
});

describe("who is meant", () => {
  it("is asked where an identifier is contested, however few carry it", async () => {
    const serial = 31_000;
    const shared = email("family@brook-house.cn");
    const { people: first } = await deliver(
      store,
      eventOf(serial, { identifiers: [nationalId(nationalIdOf(1)), shared] }),
    );
    await deliver(
      store,
      eventOf(serial + 1, { identifiers: [nationalId(nationalIdOf(2)), shared] }),
    );
    const receipt = await desk.file(shared.value);
    expect(receipt).toMatchObject({ mustChoose: true, chosen: [] });
    expect(receipt.candidates).toHaveLength(2);
    await desk.step(receipt.id, "identity", confirmation);
    const title = "It is not said yet who is meant.";
    expect(await titleOf(send(receipt.id, "preview", undefined))).toEqual([409, title]);
    const elsewhere = send(receipt.id, "choose", { people: [(await desk.somebody()).id] });
    expect((await elsewhere).status).toBe(409);
    const chosen = await desk.step(receipt.id, "choose", { people: [first[0]?.id] });
    expect(chosen).toMatchObject({ mustChoose: false, chosen: [first[0]?.id] });
    const { preview } = await desk.step(receipt.id, "preview");
    expect(preview?.people).toMatchObject([{ events: 1, contested: 1, sharedWith: 1 }]);
  });

  it("has to be said anew where somebody else turns up before the preview", async () => {
    const mail = email("late-twin@brook.cn");
    const { people } = await deliver(
      store,
      eventOf(31_010, { identifiers: [nationalId(nationalIdOf(3)), mail] }),
    );
    const { id } = await desk.file(mail.value);
    await desk.step(id, "identity", confirmation);
    await deliver(store, eventOf(31_011, { identifiers: [nationalId(nationalIdOf(4)), mail] }));
    expect((await send(id, "preview", undefined)).status).toBe(409);
    const again = await desk.read(id);
    expect(again).toMatchObject({ mustChoose: true, state: "awaiting_approval" });
    expect(again.candidates).toContain(people[0]?.id);
  });
});

describe("a preview", () => {
  it("counts what would go", async () => {
    const own = phone("+8613941799901");
    const from = (serial: number, channel: string) =>
      eventOf(serial, { identifiers: [own], channel, source: channel });
    await deliver(store, from(32_000, "typeform"));
    await deliver(store, from(32_001, "typeform"));
    await deliver(store, from(32_002, "website"));
    const { id } = await desk.post("/v1/requests", {
      identifiers: [
        { type: "phone", value: own.value },
        { type: "email", value: "un@known.cn" },
      ],
    });
    await desk.step(id, "identity", confirmation);
    const { preview } = await desk.step(id, "preview");
    expect(preview).toMatchObject({
      people: [{ events: 3, identifiers: 1, channels: { typeform: 2, website: 1 }, sharedWith: 0 }],
      holds: 0,
      unknownIdentifiers: 1,
    });
  });

  it("is what an approval has to equal, in the shape that there is at that moment", async () => {
    const { id, roots, person } = await desk.previewed();
    const other = roots.map((root) => ({ ...root, shapeVersion: root.shapeVersion + 1 }));
    const notIt = "This is not what the latest preview shows.";
    expect(await titleOf(send(id, "approve", { roots: other }, eve))).toEqual([409, notIt]);
    expect(await titleOf(send(id, "approve", { roots: [] }, eve))).toEqual([409, notIt]);
    // Another identifier is another shape.
    const known = phone(person.phone);
    await deliver(store, eventOf(32_100, { identifiers: [known, email("new@brook.cn")] }));
    const changed = "Who is concerned has changed since the preview.";
    expect(await titleOf(send(id, "approve", { roots }, eve))).toEqual([409, changed]);
    const seen = await desk.step(id, "preview");
    expect(rootsIn(seen)).not.toEqual(roots);
    expect((await desk.step(id, "approve", { roots: rootsIn(seen) }, eve)).state).toBe("approved");
  });
});

describe("steps that are not possible", () => {
  it("say so, and what to do instead", async () => {
    const { id } = await desk.file((await desk.somebody()).email);
    const notNow = "This is not possible in the state that the request is in.";
    expect(await titleOf(send(id, "approve", { roots: [] }, eve))).toEqual([409, notNow]);
    expect(await titleOf(send(id, "preview", undefined))).toEqual([409, notNow]);
    expect(await titleOf(send(id, "resume", undefined))).toEqual([409, notNow]);
    const unknown = "There is no such request.";
    expect(await titleOf(send("req_none", "identity", confirmation))).toEqual([404, unknown]);
    expect((await desk.api.get("/v1/requests/req_none", ann)).status).toBe(404);
  });

  it.each([
    ["identity", { ...confirmation, evidence: "passport of 林晓雨" }],
    ["identity", { ...confirmation, outcome: "maybe" }],
    ["deny", { ground: "we do not want to", reason: "No." }],
    ["deny", { ground: "excessive", reason: "write to bo@brook.cn" }],
    ["deny", { ground: "excessive", reason: "call 139 1234 5678" }],
    ["hold", { ground: "dispute", reason: "Wait.", until: "tomorrow" }],
    ["extend", { law: "hipaa", reason: "Slow." }],
    ["choose", { people: [] }],
  ])("%s does not take %j", async (name, body) => {
    const { id } = await desk.file((await desk.somebody()).email);
    expect((await send(id, name, body)).status).toBe(400);
  });

  it("a request on hold goes on where it was, and one that ended nowhere", async () => {
    const { id } = await desk.previewed();
    const held = await desk.step(id, "hold", { ground: "dispute", reason: "A claim is pending." });
    expect(held).toMatchObject({ state: "on_hold", hold: { from: "awaiting_approval" } });
    expect((await desk.step(id, "resume")).state).toBe("awaiting_approval");
    const denied = await desk.step(id, "deny", { ground: "legal-obligation", reason: "Tax law." });
    expect(denied).toMatchObject({ state: "denied", denial: { reason: "Tax law.", by: "ann" } });
    expect((await send(id, "resume", undefined)).status).toBe(409);
    expect((await send(id, "cancel", { reason: "Late." })).status).toBe(409);
  });

  it("an extension is taken once, and only under a law that knows one", async () => {
    const { id } = await desk.file((await desk.somebody()).email, { laws: ["gdpr", "pipl"] });
    const before = await desk.read(id);
    const extended = await desk.step(id, "extend", { law: "gdpr", reason: "Three recipients." });
    const [gdpr] = extended.clocks;
    expect(gdpr).toMatchObject({ extension: { by: "ann", reason: "Three recipients." } });
    expect(gdpr?.dueAt).not.toBe(before.clocks[0]?.dueAt);
    for (const law of ["gdpr", "pipl", "ccpa"]) {
      expect((await send(id, "extend", { law, reason: "More." })).status).toBe(409);
    }
  });
});

describe("when a request ends", () => {
  it("its key is destroyed, and nobody can read any more whom it was about", async () => {
    const person = await desk.somebody();
    const { id } = await desk.file(person.email, { note: "Rang twice." });
    const Key = { id: `request:${id}` };
    const keyOf = async () =>
      (await store.database.send(new GetCommand({ TableName: store.tables.keys, Key }))).Item;
    expect(await keyOf()).toBeDefined();
    const ended = await desk.step(id, "deny", { ground: "excessive", reason: "Weekly." });
    expect(ended).toMatchObject({ state: "denied", identifiers: [], actions: [] });
    expect(await keyOf()).toBeUndefined();
    const { Item } = await store.database.send(
      new GetCommand({
        TableName: store.tables.privacy,
        Key: { k: `request#${id}`, s: "request" },
      }),
    );
    expect(Item).toMatchObject({ state: "denied" });
    expect(Item).not.toHaveProperty("b");
    // What happened stays known, and by whom; and it is found by whom it was about.
    expect(ended.steps.map(({ step }) => step)).toEqual(["received", "located", "denied"]);
    const search = { identifier: { type: "email", value: person.email } };
    const found = await desk.api.post("/v1/requests/search", search, ann);
    expect(RequestsFound.parse(found.body).requests).toMatchObject([{ id, state: "denied" }]);
  });
});

describe("lists", () => {
  it("show open requests by when they are due, page by page, and closed ones apart", async () => {
    const later = await desk.file((await desk.somebody()).email, { laws: ["ccpa"] });
    const sooner = await desk.file((await desk.somebody()).email, { laws: ["pipl"] });
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const query = { limit: "3", ...(after && { after }) };
      const page = RequestPage.parse((await desk.api.get("/v1/requests", { ...ann, query })).body);
      ids.push(...page.requests.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(ids.indexOf(sooner.id)).toBeGreaterThanOrEqual(0);
    expect(ids.indexOf(sooner.id)).toBeLessThan(ids.indexOf(later.id));
    expect(new Set(ids).size).toBe(ids.length);
    desk.api.clock.now = new Date("2026-03-09T08:01:00.000Z");
    await desk.step(later.id, "cancel", { reason: "Twice." });
    const query = { status: "closed", limit: "1" };
    const closed = await desk.api.get("/v1/requests", { ...ann, query });
    expect(RequestPage.parse(closed.body).requests.map(({ id }) => id)).toEqual([later.id]);
  });

  it("say how much of the time is used, and how late it is", async () => {
    const { id } = await desk.file((await desk.somebody()).email, { laws: ["ccpa"] });
    desk.api.clock.now = new Date("2026-04-14T08:00:00.000Z");
    const { due } = await desk.read(id);
    expect(due).toMatchObject({ law: "ccpa", escalation: 50 });
    desk.api.clock.now = new Date("2026-06-01T08:00:00.000Z");
    const late = (await desk.read(id)).due;
    expect(late.escalation).toBe(100);
    expect(late.usedPercent).toBeGreaterThan(100);
  });

  it("find nothing under an identifier that no request names, and take no page that is none", async () => {
    const search = { identifier: { type: "email", value: "unasked@brook.cn" } };
    const found = await desk.api.post("/v1/requests/search", search, ann);
    expect(found.body).toEqual({ requests: [] });
    const query = { after: "nowhere" };
    expect((await desk.api.get("/v1/requests", { ...ann, query })).status).toBe(400);
  });
});

describe("what is stored and said", () => {
  it("holds nothing personal in clear: not in a table, not in a log", async () => {
    const canary = "Zephyrine.Canary@brook-canary.cn";
    await deliver(store, eventOf(33_000, { identifiers: [email(canary.toLowerCase())] }));
    const { id } = await desk.file(canary, { note: "Quillfeather called." });
    await desk.step(id, "identity", confirmation);
    await desk.step(id, "preview");
    const search = { identifier: { type: "email", value: canary } };
    await desk.api.post("/v1/requests/search", search, ann);
    await desk.api.post(
      "/v1/holds",
      { identifiers: [search.identifier], ground: "dispute", until: "2027-01-01T00:00:00Z" },
      ann,
    );
    await desk.api.post("/v1/requests", { identifiers: [{ type: "phone", value: canary }] }, ann);
    const tables = [store.tables.privacy, store.tables.audit, store.tables.keys];
    for (const TableName of tables) {
      const { Items } = await store.database.send(new ScanCommand({ TableName }));
      const text = JSON.stringify(Items, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
      ).toLowerCase();
      expect(text).not.toContain("canary");
      expect(text).not.toContain("quillfeather");
    }
    expect(JSON.stringify(desk.api.lines).toLowerCase()).not.toContain("canary");
  });

  it("is nothing where the audit cannot be written", async () => {
    const before = await count();
    const send_ = async (command: { input: { TableName?: string } }) => {
      if (command.input.TableName === store.tables.audit) throw new TypeError("out of reach");
      return store.database.send(command as never);
    };
    const silent = startApi({ ...store, database: { send: send_ as typeof store.database.send } });
    const body = { identifiers: [{ type: "email", value: "silent@brook.cn" }] };
    expect((await silent.post("/v1/requests", body, ann)).status).toBe(503);
    expect(await count()).toBe(before);
  });
});
