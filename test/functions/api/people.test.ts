import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EventPageView, PersonView, SearchResult } from "#functions/api/schemas.ts";
import { baseFields } from "#shared/domain/base-fields.ts";
import type { Identifier, StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Role } from "#shared/domain/staff.ts";
import { deliver, setState } from "#test/fixtures/deliver.ts";
import {
  account,
  claim,
  claims,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  minute,
  nationalId,
  openid,
  phone,
  phoneOf,
  unionid,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { type Asked, startApi } from "./staff.ts";

let stores: TestStores;
let store: TestStores["store"];
let api: ReturnType<typeof startApi>;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let own = 0;
beforeEach(() => {
  own += 1_000;
  api = startApi(store);
});
const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(own + serial, { identifiers });
const myPhone = (n = 0) => phone(phoneOf(own + n));
const myEmail = (n = 0) => email(emailOf(own + n));

async function newPerson(...identifiers: StatedIdentifier[]): Promise<string> {
  const { people } = await deliver(store, saying(identifiers.length, ...identifiers));
  return people[0]?.id ?? "";
}
const search = async (identifier: Partial<Identifier>, asked: Asked = {}) => {
  const { status, body } = await api.post("/v1/people/search", { identifier }, asked);
  return status === 200 ? SearchResult.parse(body).people : status;
};
const found = async (identifier: Partial<Identifier>) => {
  const people = await search(identifier);
  return typeof people === "number" ? people : people.map(({ id }) => id);
};
const personOf = async (id: string, role: Role = "steward") =>
  PersonView.parse((await api.get(`/v1/people/${id}`, { role })).body);

/** Two persons who became one. */
async function merged() {
  const big = await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
  const small = await deliver(store, saying(3, myEmail()));
  await deliver(store, saying(4, myPhone(), myEmail()));
  return { root: big.people[0]?.id ?? "", gone: small.people[0]?.id ?? "" };
}
const erase = (id: string) =>
  store.database.send(
    new PutCommand({ TableName: store.tables.people, Item: { id, st: "erased" } }),
  );

describe("a person is found", () => {
  it.each([
    ["phone", phone("+8613941700013"), "139 4170 0013"],
    ["phone", phone("+8613941700026"), "＋８６ (139) 4170-0026"],
    ["phone", phone("+12025550143"), "+1 202 555 0143"],
    ["email", email("ada@brook.cn"), " Ada@Brook.CN "],
    ["national-id", nationalId("44052419880101010X"), "440524 19880101 010x"],
    ["wechat-unionid", unionid("oUnion1", true), "oUnion1"],
    ["wechat-openid", openid("oOpen1", true), " oOpen1 "],
    ["external-id", account("706405506"), "706405506"],
  ])("by %s, however staff write it", async (_, identifier, written) => {
    const id = await newPerson(identifier);
    const { type, namespace } = identifier;
    expect(await found({ type, ...(namespace && { namespace }), value: written })).toEqual([id]);
  });

  it("by a phone number whatever namespace somebody thinks that it has", async () => {
    const id = await newPerson(myPhone());
    expect(await found({ type: "phone", namespace: "CN", value: phoneOf(own) })).toEqual([id]);
  });

  it("by the identifiers of whoever was merged into them", async () => {
    const { root } = await merged();
    expect(await found({ type: "email", value: emailOf(own) })).toEqual([root]);
  });

  it("with the whole record", async () => {
    const id = await newPerson(myPhone());
    const people = await search({ type: "phone", value: phoneOf(own) });
    expect(people).toEqual([await personOf(id)]);
  });
});

describe("nobody is found", () => {
  it.each([
    ["by a value that was never given", { type: "phone" as const, value: "+8613900009999" }],
    ["by a value that cannot be one", { type: "phone" as const, value: "12" }],
    ["by an e-mail that is none", { type: "email" as const, value: "ada at brook" }],
    [
      "by a national id with a wrong digit",
      { type: "national-id" as const, namespace: "CN", value: "440524188001010015" },
    ],
    ["in another namespace", { type: "wechat-openid" as const, namespace: "wx0", value: "oOpen1" }],
    [
      "by a role mailbox, which links nobody",
      { type: "email" as const, value: "noreply@brook.cn" },
    ],
    ["by white space", { type: "external-id" as const, namespace: "shop", value: "  " }],
  ])("%s", async (_, identifier) => {
    await deliver(store, saying(1, openid("oOpen1", true), email("noreply@brook.cn")));
    expect(await found(identifier)).toEqual([]);
  });
});

describe("a search is refused", () => {
  it.each(["national-id", "wechat-unionid", "wechat-openid", "external-id"] as const)(
    "for a %s without its namespace",
    async (type) => {
      const { status, text } = await api.post("/v1/people/search", {
        identifier: { type, value: "4711" },
      });
      expect(status).toBe(400);
      expect(text).toContain("namespace");
      expect(text).not.toContain("4711");
    },
  );

  it.each([
    ["without an identifier", {}],
    ["of no type", { identifier: { value: "1" } }],
    ["of an unknown type", { identifier: { type: "fax", value: "1" } }],
    ["without a value", { identifier: { type: "phone" } }],
    ["with an empty value", { identifier: { type: "phone", value: "" } }],
    ["with a value without end", { identifier: { type: "phone", value: "1".repeat(501) } }],
    ["with a value that is a number", { identifier: { type: "phone", value: 13941700013 } }],
    ["with more than an identifier", { identifier: { type: "phone", value: "1" }, all: true }],
  ])("%s", async (_, body) => {
    expect((await api.post("/v1/people/search", body)).status).toBe(400);
  });
});

describe("a person is shown", () => {
  it("with each field's value, lineage and number of rivals", async () => {
    const first = {
      ...saying(1, myPhone()),
      claims: claims({ company: "Brook Ltd", city: "Suzhou" }),
    };
    const second = {
      ...saying(2, myPhone()),
      channel: "typeform",
      source: "typeform:kQ7xTr2M",
      receivedAt: minute(own + 9),
      claims: [claim("company", "Brook Group", { verified: true })],
      consents: [{ purpose: "marketing-email", granted: true }],
      tags: [
        { tag: "vip", present: true },
        { tag: "old", present: false },
      ],
      extras: { seat: "12" },
    };
    const { people } = await deliver(store, first, second);
    const lineage = {
      channel: "typeform",
      source: "typeform:kQ7xTr2M",
      eventId: second.id,
      observedAt: second.observedAt,
      receivedAt: second.receivedAt,
    };
    expect(await personOf(people[0]?.id ?? "")).toEqual({
      id: people[0]?.id,
      version: 1,
      state: "active",
      masked: false,
      fields: {
        company: {
          value: "Brook Group",
          valid: true,
          lineage: { ...lineage, verified: true },
          rivals: 1,
        },
        city: {
          value: "Suzhou",
          valid: true,
          lineage: {
            channel: "website",
            source: "website:contact",
            eventId: first.id,
            observedAt: first.observedAt,
            receivedAt: first.receivedAt,
            verified: false,
          },
          rivals: 0,
        },
      },
      identifiers: [{ type: "phone", namespace: "", value: phoneOf(own), verified: false }],
      consents: { "marketing-email": { value: true, lineage: { ...lineage, verified: false } } },
      tags: ["vip"],
      extras: { seat: { value: "12", lineage: { ...lineage, verified: false } } },
      channels: ["typeform", "website"],
      events: 2,
      mergedFrom: [],
      partedFrom: [],
    });
  });

  it("with whom it absorbed", async () => {
    const { root, gone } = await merged();
    expect(await personOf(root)).toMatchObject({ mergedFrom: [gone], events: 4 });
  });

  it("with a value that nobody gave validly, and that it is not valid", async () => {
    const said = {
      ...saying(1, myPhone()),
      claims: [claim("birthday", "31/02", { valid: false })],
    };
    const { people } = await deliver(store, said);
    const { fields } = await personOf(people[0]?.id ?? "");
    expect(fields["birthday"]).toMatchObject({ value: "31/02", valid: false });
  });

  it("without the field that a source has removed", async () => {
    const said = { ...saying(1, myPhone()), claims: [claim("company", "", { removed: true })] };
    const { people } = await deliver(store, said);
    expect((await personOf(people[0]?.id ?? "")).fields).toEqual({});
  });
});

describe("a person is not shown", () => {
  it("under an id that nobody has", async () => {
    for (const id of ["0190e1a2-7b3c-7d4e-8f50-123456789abc", "nobody", "..."]) {
      expect((await api.get(`/v1/people/${id}`)).status).toBe(404);
      expect((await api.get(`/v1/people/${id}/comparison`)).status).toBe(404);
    }
  });

  it("under an id that was merged, which tells where to go", async () => {
    const { root, gone } = await merged();
    const query = { limit: "5" };
    expect((await api.get(`/v1/people/${gone}/events`, { query })).headers).toMatchObject({
      location: `/v1/people/${root}/events?limit=5`,
    });
    for (const rest of ["", "/events", "/comparison"]) {
      const answer = await api.get(`/v1/people/${gone}${rest}`);
      expect(answer).toMatchObject({
        status: 308,
        headers: { location: `/v1/people/${root}${rest}` },
      });
    }
  });

  it("once it is erased, nor under the ids that it had absorbed", async () => {
    const { root, gone } = await merged();
    await erase(root);
    for (const path of [
      root,
      gone,
      `${root}/events`,
      `${gone}/events`,
      `${root}/comparison`,
      `${gone}/comparison`,
    ]) {
      const { status, text } = await api.get(`/v1/people/${path}`);
      expect(status).toBe(410);
      expect(text).not.toContain(phoneOf(own));
    }
  });

  it("whoever asks for a path that is none", async () => {
    for (const path of ["/v1/people/", "/v1/people/a%20b", "/v1/people/a/b/c", "/v1/people/../x"]) {
      expect((await api.get(path)).status).toBe(404);
    }
  });
});

describe("a viewer sees", () => {
  const canary = (field: string) => `canary${field}`;
  /** A canary in every field that is not harmless, in every identifier and in every extra answer. */
  async function planted(): Promise<string> {
    const personal = baseFields.filter(({ pii }) => pii !== "none").map(({ name }) => name);
    const said = {
      ...saying(
        1,
        myPhone(),
        myEmail(),
        unionid(canary("unionid"), true),
        openid(canary("openid"), true),
        nationalId(canary("nationalId")),
        account(canary("account")),
      ),
      // A field that is harmless may hold anything where what was typed is not valid.
      claims: [
        ...personal.map((field, at) => claim(field, canary(field), { valid: at % 2 === 0 })),
        claim("language", canary("language"), { valid: false }),
      ],
      tags: [{ tag: canary("tag"), present: true }],
      extras: { "Which seat?": canary("extra") },
    };
    const { people } = await deliver(store, said);
    return people[0]?.id ?? "";
  }

  it("nothing in clear: not in a record, not in a search, not in its events or their comparison", async () => {
    const id = await planted();
    const clear = [
      phoneOf(own),
      phoneOf(own).slice(3),
      emailOf(own),
      emailOf(own).split("@")[0] ?? "",
    ];
    const texts = [
      (await api.get(`/v1/people/${id}`, { role: "viewer" })).text,
      (await api.get(`/v1/people/${id}/events`, { role: "viewer" })).text,
      (await api.get(`/v1/people/${id}/comparison`, { role: "viewer" })).text,
      (
        await api.post(
          "/v1/people/search",
          { identifier: { type: "phone", value: phoneOf(own) } },
          { role: "viewer" },
        )
      ).text,
    ];
    for (const text of texts) {
      expect(text).not.toMatch(/canary/i);
      for (const value of clear) expect(text).not.toContain(value);
      expect(text).toContain("***");
    }
  });

  it.each(["viewer", "compliance"] as const)(
    "that it is masked, and as much as recognises a record: a %s",
    async (role) => {
      const { people } = await deliver(store, {
        ...saying(1, phone("+8613941700013"), email("ada@brook.cn")),
        claims: claims({ fullName: "Ada Brook", city: "Suzhou" }),
      });
      expect(await personOf(people[0]?.id ?? "", role)).toMatchObject({
        masked: true,
        fields: { fullName: { value: "A***" }, city: { value: "Suzhou" } },
        identifiers: [{ value: "a***@***.cn" }, { value: "+86 *** 13" }],
      });
    },
  );

  it.each(["steward", "admin"] as const)("less than a %s, who has to decide", async (role) => {
    const id = await planted();
    const { text, body } = await api.get(`/v1/people/${id}`, { role });
    expect(body).toMatchObject({ masked: false });
    expect(text).toContain(canary("fullName"));
    expect(text).toContain(phoneOf(own));
  });
});

it.each(["/v1/people/search", "/v1/people/{id}/events"])(
  "%s is not for those who handle requests: one record is enough to recognise somebody",
  async (path) => {
    const { people } = await deliver(store, saying(1, myPhone()));
    const address = path.replace("{id}", people[0]?.id ?? "");
    const sought = { identifier: { type: "phone", value: phoneOf(own) } };
    const asked = path.endsWith("search")
      ? api.post(address, sought, { role: "compliance" })
      : api.get(address, { role: "compliance" });
    expect((await asked).status).toBe(403);
  },
);

describe("somebody who is restricted", () => {
  it.each(["viewer", "steward", "admin"] as const)(
    "is shown to a %s without any value, not even a part of one",
    async (role) => {
      const said = {
        ...saying(1, myPhone()),
        claims: claims({ fullName: "Ada Brook", city: "Suzhou" }),
      };
      const { people } = await deliver(store, { ...said, extras: { seat: "canary-seat" } });
      const id = people[0]?.id ?? "";
      await setState(id, "restricted", store);
      const record = await api.get(`/v1/people/${id}`, { role });
      expect(record.body).toMatchObject({
        state: "restricted",
        masked: true,
        fields: { fullName: { value: "***" }, city: { value: "***" } },
        identifiers: [{ value: "***" }],
      });
      const events = await api.get(`/v1/people/${id}/events`, { role });
      const identifier = { type: "phone", value: phoneOf(own) };
      const found = await api.post("/v1/people/search", { identifier }, { role });
      const compared = await api.get(`/v1/people/${id}/comparison`, { role });
      for (const { text } of [record, events, compared, found]) {
        expect(text).toContain("***");
        expect(text).not.toMatch(/Ada|A\*|Suzhou|canary/);
        expect(text).not.toContain(phoneOf(own).slice(-4));
      }
    },
  );
});

describe("the events of a person", () => {
  it("come newest first, each in whole", async () => {
    const said = [1, 2, 3].map((serial) => ({
      ...saying(serial, myPhone()),
      claims: claims({ note: `visit ${serial}` }),
      consents: [{ purpose: "email", granted: true }],
      tags: [{ tag: "vip", present: true }],
      extras: { seat: "1" },
    }));
    const { people } = await deliver(store, ...said);
    const { body } = await api.get(`/v1/people/${people[0]?.id}/events`);
    expect(body).toEqual({ events: said.toReversed() });
  });

  it("come page by page, each event once, those of absorbed persons among them", async () => {
    const { root } = await merged();
    await deliver(store, ...[5, 6, 7].map((serial) => saying(serial, myPhone())));
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const query = { limit: "3", ...(after !== undefined && { after }) };
      const page = EventPageView.parse(
        (await api.get(`/v1/people/${root}/events`, { query })).body,
      );
      expect(page.events.length).toBeLessThanOrEqual(3);
      ids.push(...page.events.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(ids).toEqual([7, 6, 5, 4, 3, 2, 1].map((serial) => eventIdOf(own + serial)));
  });

  it("are twenty-five a page, unless told otherwise", async () => {
    const said = Array.from({ length: 27 }, (_, at) => saying(at, myPhone()));
    const { people } = await deliver(store, ...said);
    const { body } = await api.get(`/v1/people/${people[0]?.id}/events`);
    expect(EventPageView.parse(body).events).toHaveLength(25);
  });

  it.each([
    ["a page that is none of ours", { after: "eyJ4IjoxfQ" }],
    ["a page that is garbage", { after: "%%%" }],
    ["a page name without end", { after: "x".repeat(1_001) }],
    ["no events at all", { limit: "0" }],
    ["more than a hundred", { limit: "101" }],
    ["half an event", { limit: "1.5" }],
    ["a limit that is no number", { limit: "many" }],
  ])("are refused where somebody asks for %s", async (_, query) => {
    const id = await newPerson(myPhone());
    expect((await api.get(`/v1/people/${id}/events`, { query })).status).toBe(400);
  });
});
