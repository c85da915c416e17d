/** Who saw or decided what leaves a trace; where it cannot, nothing is shown and nothing is decided. */
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiStore } from "#functions/api/route.ts";
import { AuditPage, DecisionPage, ReviewPage } from "#functions/api/schemas.ts";
import { type AuditEntry, type AuditRow, chainNames } from "#shared/domain/audit/entry.ts";
import { verifyAudit } from "#shared/domain/audit/verify.ts";
import { readRows } from "#shared/stores/audit.ts";
import { quarantine } from "#shared/stores/quarantine.ts";
import { readPeople } from "#shared/stores/people.ts";
import { deliver } from "#test/fixtures/deliver.ts";
import {
  claims,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { startApi } from "./staff.ts";

let stores: TestStores;
let store: TestStores["store"];
let api: ReturnType<typeof startApi>;
/** Rows from before a test are not its business. */
let before: Set<string>;

beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(async () => {
  api = startApi(store);
  before = new Set((await rows()).map(({ hash }) => hash));
});

async function rows(): Promise<AuditRow[]> {
  const chains = chainNames.map((chain) => readRows({ chain, limit: 100_000 }, store));
  return (await Promise.all(chains)).flat();
}
async function entries(): Promise<AuditEntry[]> {
  const found = await rows();
  return found.flatMap(({ hash, entry }) => (entry && !before.has(hash) ? [entry] : []));
}

let serial = 0;
interface Somebody {
  id: string;
  event: string;
}
async function somebody(said: Parameters<typeof eventOf>[1] = {}): Promise<Somebody> {
  serial += 1;
  const { people } = await deliver(
    store,
    eventOf(serial, { identifiers: [phone(phoneOf(serial))], ...said }),
  );
  return { id: people[0]?.id ?? "", event: eventIdOf(serial) };
}
const search = (value: string, asked = {}) =>
  api.post("/v1/people/search", { identifier: { type: "phone", value } }, asked);
/** Two people and a phone that each of them says is theirs. */
async function contested() {
  const shared = email(emailOf(serial + 1));
  const one = await somebody({ identifiers: [nationalId(nationalIdOf(serial + 1)), shared] });
  const two = await somebody({ identifiers: [nationalId(nationalIdOf(serial + 1)), shared] });
  const query = { kind: "contested-link" };
  const { reviews } = ReviewPage.parse((await api.get("/v1/reviews", { query })).body);
  const review = reviews.find((each) => JSON.stringify(each).includes(shared.value));
  return { one, two, review: review?.id ?? "", value: shared.value };
}
const keep = (fingerprint: string) =>
  quarantine(
    { channel: "website", reason: "odd", at: "2026-03-09T08:00:00.000Z", fingerprint, content: 1 },
    store,
  );

describe("who sees personal values in clear leaves an entry:", () => {
  it("of a search, with whom it found and a keyed hash of what was sought", async () => {
    const { id } = await somebody();
    expect((await search(phoneOf(serial))).status).toBe(200);
    const found = await entries();
    expect(found).toMatchObject([
      {
        kind: "read",
        by: "bo",
        role: "steward",
        route: "POST /v1/people/search",
        status: 200,
        subjects: [id],
        count: 1,
        at: "2026-03-09T08:00:00.000Z",
      },
    ]);
    const sought = { type: "phone", namespace: "", value: phoneOf(serial) } as const;
    expect(found[0]?.sought).toBe(store.vault.soughtHash(sought));
    // Nothing in the audit leads into the index.
    expect(found[0]?.sought).not.toBe(store.vault.identifierKey(sought));
  });

  it("of a search that found nobody: that is an answer too", async () => {
    await search("+8613900009999");
    expect(await entries()).toMatchObject([{ kind: "read", subjects: [], count: 0 }]);
  });

  it("of a person, of a person's events, and of what channels said of them", async () => {
    const { id } = await somebody();
    await api.get(`/v1/people/${id}`, { role: "admin" });
    await api.get(`/v1/people/${id}/events`);
    await api.get(`/v1/people/${id}/comparison`);
    expect(await entries()).toMatchObject([
      { role: "admin", route: "GET /v1/people/{id}", subjects: [id], count: 1 },
      { role: "steward", route: "GET /v1/people/{id}/events", subjects: [id], count: 1 },
      { role: "steward", route: "GET /v1/people/{id}/comparison", subjects: [id], count: 1 },
    ]);
  });

  it("of a person whom an officer for requests recognises, though masked", async () => {
    const { id } = await somebody();
    await api.get(`/v1/people/${id}`, { role: "compliance" });
    expect(await entries()).toMatchObject([
      { role: "compliance", route: "GET /v1/people/{id}", subjects: [id], count: 1 },
    ]);
  });

  it("of reviews that show a value, with whose it is", async () => {
    const { one, two, review } = await contested();
    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ kind: "read", route: "GET /v1/reviews" });
    expect(entry?.subjects).toEqual(expect.arrayContaining([review, one.id, two.id]));
  });
});

describe("there is no entry", () => {
  it("of what a viewer sees, who sees it masked", async () => {
    const { id } = await somebody();
    for (const rest of ["", "/events", "/comparison"]) {
      const path = `/v1/people/${id}${rest}`;
      expect((await api.get(path, { role: "viewer" })).status).toBe(200);
    }
    expect((await search(phoneOf(serial), { role: "viewer" })).status).toBe(200);
    expect(await entries()).toEqual([]);
  });

  it("of what shows nobody: not found, refused, ids alone", async () => {
    await keep("shows nothing");
    const { event } = await somebody();
    await api.get("/v1/people/nobody");
    await api.get("/v1/people/nobody", { role: "auditor" });
    await api.get(`/v1/events/${event}`);
    await api.get("/v1/decisions");
    await api.get("/v1/reviews", { query: { kind: "quarantined-delivery" } });
    expect(await entries()).toEqual([]);
  });
});

describe("whoever decides leaves two entries, before and after:", () => {
  const steps = async () =>
    (await entries()).map(({ kind, route, status, decision }) => ({
      kind,
      route: route.replace("POST /v1/", ""),
      ...(status !== undefined && { status }),
      ...(decision !== undefined && { decision }),
    }));
  const pair = (route: string, status: number, decision?: string) => {
    const said = { route, ...(decision !== undefined && { decision }) };
    return [
      { kind: "deciding", ...said },
      { kind: "decided", ...said, status },
    ];
  };

  it("of a merge, with who was joined and the decision; and of its revocation", async () => {
    const people = [(await somebody()).id, (await somebody()).id];
    await api.post("/v1/merges", { people });
    const { decisions } = DecisionPage.parse((await api.get("/v1/decisions")).body);
    const decision = decisions.at(-1)?.id ?? "";
    await api.post(`/v1/decisions/${decision}/revoke`, undefined);
    expect(await steps()).toEqual([...pair("merges", 200), ...pair("decisions/{id}/revoke", 200)]);
    const [deciding, decided, revoking] = await entries();
    expect(deciding?.subjects).toEqual(people);
    expect(decided?.subjects).toEqual([...people, decision]);
    expect(decided?.request).toBe(deciding?.request);
    expect(revoking?.subjects).toEqual([decision]);
    expect(revoking?.request).not.toBe(deciding?.request);
  });

  it("of a split, by events and by what they carry", async () => {
    const { id } = await somebody();
    const own = phone(phoneOf(serial));
    const mail = email(emailOf(serial));
    const { event } = await somebody({ identifiers: [own] });
    await somebody({ identifiers: [own, mail] });
    await api.post(`/v1/people/${id}/split`, { events: [event] });
    const { value } = mail;
    await api.post(`/v1/people/${id}/split`, { identifier: { type: "email", value } });
    expect(await steps()).toEqual([
      ...pair("people/{id}/split", 200),
      ...pair("people/{id}/split", 200),
    ]);
    const [byEvent, , byMail] = await entries();
    expect(byEvent?.subjects).toEqual([id, event]);
    expect(byMail?.sought).toBe(store.vault.soughtHash({ type: "email", namespace: "", value }));
  });

  it("of a correction, with the event that it became", async () => {
    const { id } = await somebody();
    const asked = { field: "city", value: "Suzhou", reason: "Asked." };
    const { body } = await api.post(`/v1/people/${id}/corrections`, asked);
    expect(await steps()).toEqual(pair("people/{id}/corrections", 200));
    const [, decided] = await entries();
    expect(decided?.subjects).toEqual([id, (body as { event: string }).event]);
  });

  it("of the answer to a review, with the word", async () => {
    const { review } = await contested();
    const path = `/v1/reviews/${review}`;
    await api.post(path, { decision: "different" });
    await api.post(path, { decision: "undo" });
    const delivery = `/v1/reviews/${await keep("dismissed")}`;
    await api.post(delivery, { decision: "dismiss" });
    await api.post(delivery, { decision: "replay" });
    expect((await steps()).slice(1)).toEqual([
      ...pair("reviews/{id}", 200, "different"),
      ...pair("reviews/{id}", 200, "undo"),
      ...pair("reviews/{id}", 200, "dismiss"),
      ...pair("reviews/{id}", 409, "replay"),
    ]);
  });

  it("also where nothing came of it", async () => {
    await api.post("/v1/decisions/dec_none/revoke", undefined);
    expect(await steps()).toEqual(pair("decisions/{id}/revoke", 404));
  });

  it("also where it failed: nobody knows what came of it", async () => {
    const { id } = await somebody();
    const broken = startApi(failing((table) => table === store.tables.people));
    const answer = await broken.post("/v1/merges", { people: [id, (await somebody()).id] });
    expect(answer.status).toBe(500);
    expect(await steps()).toEqual(pair("merges", 500));
  });
});

type Command = { input: { TableName?: string; RequestItems?: object; TransactItems?: object } };

/** A store that does not answer to some commands. */
function failing(to: (table: string, command: unknown) => boolean): ApiStore {
  const send = async (command: Command) => {
    const { TableName, RequestItems = {} } = command.input;
    const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName];
    if (tables.some((table) => to(table, command))) throw new TypeError("out of reach");
    return store.database.send(command as never);
  };
  return { ...store, database: { send: send as ApiStore["database"]["send"] } };
}
const isAudit = (table: string): boolean => table === store.tables.audit;

describe("where the audit cannot be written", () => {
  it.each([
    ["because it is out of reach", isAudit],
    [
      "because it takes nothing",
      (table: string, command: unknown) => isAudit(table) && command instanceof PutCommand,
    ],
  ])("%s, nobody is shown in clear", async (_, to) => {
    const { value } = await contested();
    const { id } = await somebody({
      identifiers: [phone(phoneOf(serial + 1))],
      claims: claims({ fullName: "Zephyrine Quill" }),
    });
    const own = phoneOf(serial);
    const silent = startApi(failing(to));
    const identifier = { type: "phone", value: own };
    const answers = [
      await silent.get(`/v1/people/${id}`),
      await silent.get(`/v1/people/${id}/events`, { role: "admin" }),
      await silent.post("/v1/people/search", { identifier }),
      await silent.get("/v1/reviews", { query: { kind: "contested-link" } }),
    ];
    for (const { status, headers, text } of answers) {
      expect(status).toBe(503);
      expect(headers["retry-after"]).toBe("5");
      for (const personal of ["Zephyrine", own, value]) expect(text).not.toContain(personal);
    }
    expect(silent.lines.filter(({ outcome }) => outcome === "unaudited")).toEqual(
      answers.map(() => ({ outcome: "unaudited", part: "read", error: "TypeError" })),
    );
  });

  it("viewers and whoever asks for nobody are answered as ever", async () => {
    const { id, event } = await somebody();
    const silent = startApi(failing(isAudit));
    expect((await silent.get(`/v1/people/${id}`, { role: "viewer" })).status).toBe(200);
    expect((await silent.get(`/v1/events/${event}`)).status).toBe(200);
    expect((await silent.get("/v1/people/nobody")).status).toBe(404);
  });

  it("nothing is decided", async () => {
    const [one, two] = [await somebody(), await somebody()];
    const review = await keep("waits");
    const silent = startApi(failing(isAudit));
    const asked = { field: "city", value: "Suzhou", reason: "Asked." };
    const answers = [
      await silent.post("/v1/merges", { people: [one.id, two.id] }),
      await silent.post(`/v1/people/${one.id}/corrections`, asked),
      await silent.post(`/v1/reviews/${review}`, { decision: "dismiss" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    const people = await readPeople([one.id, two.id], store);
    expect([...people.values()]).toMatchObject([
      { kind: "living", person: { record: { events: 1 } } },
      { kind: "living", person: { record: { events: 1 } } },
    ]);
    const { reviews } = ReviewPage.parse((await api.get("/v1/reviews")).body);
    expect(reviews.find(({ id }) => id === review)).toMatchObject({ status: "open" });
  });

  it("any more, once it is written that something will be decided, it is done and answered", async () => {
    const [one, two] = [await somebody(), await somebody()];
    let puts = 0;
    const once = startApi(
      failing((table, command) => isAudit(table) && command instanceof PutCommand && puts++ > 0),
    );
    const people = [one.id, two.id];
    expect((await once.post("/v1/merges", { people })).status).toBe(200);
    expect(once.lines).toContainEqual({
      outcome: "unaudited",
      part: "decided",
      error: "TypeError",
    });
    expect(await entries()).toMatchObject([{ kind: "deciding", subjects: people }]);
  });
});

describe("in an entry there is nothing personal", () => {
  const canaries = ["zephyrine@quill-canary.cn", "13976543210", "Quillfeather", "shoe-canary"];
  const [mail = "", mobile = "", name = "", word = ""] = canaries;

  it("of what is shown, or of what somebody wrote where an id or a reason belongs", async () => {
    const { id } = await somebody({
      identifiers: [email(mail), phone(`+86${mobile}`)],
      claims: claims({ fullName: name, note: word }),
      extras: { [word]: word },
    });
    await api.get(`/v1/people/${id}`);
    await api.get(`/v1/people/${id}/events`, { query: { after: mobile } });
    await api.post("/v1/people/search", { identifier: { type: "email", value: mail } });
    await api.post("/v1/people/search", { identifier: { type: word, value: mail } });
    await api.post("/v1/merges", { people: [mail, name] });
    await api.post(`/v1/people/${mobile}/split`, { events: [word] });
    await api.post(`/v1/people/${id}/split`, { identifier: { type: "email", value: mail } });
    const correction = { field: word, value: name, reason: mail };
    await api.post(`/v1/people/${name}/corrections`, correction);
    await api.post(`/v1/people/${id}/corrections`, { ...correction, field: "fullName" });
    await api.post(`/v1/decisions/${mobile}/revoke`, undefined);
    await api.post(`/v1/reviews/${name}`, { decision: "same", people: [mail, mobile] });
    const found = await entries();
    expect(found.length).toBeGreaterThan(12);
    for (const canary of canaries) {
      expect(JSON.stringify(found)).not.toContain(canary);
      expect(JSON.stringify(api.lines)).not.toContain(canary);
    }
  });
});

describe("GET /v1/audit", () => {
  const asAuditor = { role: "auditor" as const };
  const page = async (query: Record<string, string>) =>
    AuditPage.parse((await api.get("/v1/audit", { ...asAuditor, query })).body);

  it("gives each chain whole, page by page, so that anybody can verify it", async () => {
    for (let n = 0; n < 3; n++) await api.get(`/v1/people/${(await somebody()).id}`);
    const listed: AuditRow[] = [];
    for (const chain of chainNames) {
      let after: string | undefined;
      do {
        const { rows, next } = await page({ chain, limit: "2", ...(after && { after }) });
        listed.push(...rows);
        after = next;
      } while (after !== undefined);
    }
    expect(listed).toEqual(await rows());
    const { breaks, entries } = verifyAudit({ tenant: policy.tenant, rows: listed });
    expect({ breaks, entries }).toEqual({ breaks: [], entries: listed.length });
  });

  it("gives what happened in a time, newest first, page by page", async () => {
    const { id } = await somebody();
    await api.get(`/v1/people/${id}`);
    await api.get(`/v1/people/${id}/events`);
    const [from, to] = ["2026-03-09T07:00:00Z", "2026-03-09T09:00:00Z"];
    const first = await page({ from, to, limit: "1" });
    expect(first.rows).toMatchObject([{ entry: { route: "GET /v1/people/{id}/events" } }]);
    const second = await page({ from, to, limit: "1", after: first.next ?? "" });
    expect(second.rows).toMatchObject([{ entry: { route: "GET /v1/people/{id}" } }]);
    expect((await page({ from: to })).rows).toEqual([]);
    // A moment is the same, however exactly it is written.
    expect((await page({ from: "2026-03-09T08:00:00Z" })).rows.length).toBeGreaterThan(1);
  });

  it("leaves no entry itself: it shows nobody's data", async () => {
    await page({});
    expect(await entries()).toEqual([]);
  });

  it.each([
    { chain: "8" },
    { chain: "0", after: "nowhere" },
    { chain: "0", after: Buffer.from('{"chain":"1","seq":1}').toString("base64url") },
    { after: Buffer.from('{"0":-1}').toString("base64url") },
    { from: "yesterday" },
    { to: "2026-03-09" },
    { limit: "501" },
  ])("is refused what names no page: %j", async (query: Record<string, string>) => {
    expect((await api.get("/v1/audit", { ...asAuditor, query })).status).toBe(400);
  });

  it.each(["viewer", "entry", "steward", "compliance"] as const)(
    "is not for the role %s",
    async (role) => {
      expect((await api.get("/v1/audit", { role })).status).toBe(403);
    },
  );
});
