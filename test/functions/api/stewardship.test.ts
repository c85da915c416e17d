/** Staff put right what machines could not know: asked, decided, corrected, and taken back. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  CorrectionOnItsWay,
  CorrectionView,
  DecisionPage,
  Judgement,
  PersonView,
  ReviewPage,
  type ReviewView,
} from "#functions/api/schemas.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { settle } from "#shared/engine/settle.ts";
import { identityReviewId } from "#shared/stores/reviews.ts";
import { deliver, engineOn, setState } from "#test/fixtures/deliver.ts";
import {
  claims,
  email,
  emailOf,
  eventOf,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { startApi } from "./staff.ts";

let stores: TestStores;
let store: TestStores["store"];
let api: ReturnType<typeof startApi>;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
  api = startApi(store);
});
afterAll(() => stores.stop());

let serial = 0;
async function tell(...identifiers: CustomerEvent["identifiers"]): Promise<CustomerEvent> {
  serial += 1;
  const event = eventOf(serial, { identifiers, claims: claims({ city: `City ${serial}` }) });
  await deliver(store, event);
  return event;
}
const placeOf = async ({ id }: CustomerEvent): Promise<string> => {
  const { body } = await api.get(`/v1/events/${id}`);
  return z.object({ person: z.string() }).parse(body).person;
};
const read = async (id: string) => PersonView.parse((await api.get(`/v1/people/${id}`)).body);
const post = async (path: string, body: unknown) => {
  const answered = await api.post(path, body);
  return { ...answered, judged: Judgement.safeParse(answered.body).data };
};
/** Every page of one kind. */
async function waiting(kind: string, status = "open"): Promise<ReviewView[]> {
  const reviews: ReviewView[] = [];
  let after: string | undefined;
  do {
    const query = { kind, status, limit: "2", ...(after && { after }) };
    const page = ReviewPage.parse((await api.get("/v1/reviews", { query })).body);
    reviews.push(...page.reviews);
    after = page.next;
  } while (after !== undefined);
  return reviews;
}

describe("two people who are one", () => {
  it("are joined, answer under both ids, and come apart when the decision is revoked", async () => {
    const [a, b] = [await tell(phone(phoneOf(1))), await tell(email(emailOf(1)))];
    const people = [await placeOf(a), await placeOf(b)];
    const merged = await post("/v1/merges", { people });
    expect(merged).toMatchObject({ status: 200, judged: { people: [expect.any(String)] } });
    expect(await post("/v1/merges", { people })).toMatchObject({ status: 200 });
    const [root = ""] = merged.judged?.people ?? [];
    const [other = ""] = people.filter((id) => id !== root);
    expect(await api.get(`/v1/people/${other}`)).toMatchObject({
      status: 308,
      headers: { location: `/v1/people/${root}` },
    });
    expect(await read(root)).toMatchObject({ events: 2, mergedFrom: [other] });

    const decided = DecisionPage.parse((await api.get("/v1/decisions")).body).decisions;
    expect(decided).toMatchObject([{ by: "bo", status: "standing", ruling: { kind: "same" } }]);
    const revoked = await api.post(`/v1/decisions/${decided[0]?.id ?? ""}/revoke`, undefined);
    expect(revoked.status).toBe(200);
    expect(await placeOf(a)).not.toBe(await placeOf(b));
    // Both ids keep answering, and the one that stayed says whom it was one with.
    expect((await api.get(`/v1/people/${other}`)).status).toBe(308);
    const [one, two] = [await read(await placeOf(a)), await read(await placeOf(b))];
    expect(one).toMatchObject({ events: 1, partedFrom: [two.id] });
    expect(two).toMatchObject({ events: 1, partedFrom: [one.id] });
  });

  it.each([
    [404, { people: ["nobody-1", "nobody-2"] }],
    [400, { people: ["only-one"] }],
    [400, { people: [] }],
    [400, { people: ["a", "b"], force: true }],
  ])("are not joined by what names nobody: %i", async (status, body) => {
    expect((await post("/v1/merges", body)).status).toBe(status);
  });
});

describe("a part of somebody else", () => {
  it("leaves by its events, and by what it carries", async () => {
    const shared = phone(phoneOf(11));
    const events = [await tell(shared), await tell(shared, email(emailOf(11))), await tell(shared)];
    const [first, mailed, last] = events;
    if (!first || !mailed || !last) throw new Error("three events");
    const id = await placeOf(first);
    const byEvent = await post(`/v1/people/${id}/split`, { events: [last.id] });
    expect(byEvent.judged?.people).toEqual([id, await placeOf(last)]);
    const identifier = { type: "email", value: emailOf(11).toUpperCase() };
    const byMail = await post(`/v1/people/${id}/split`, { identifier });
    expect(byMail.judged?.people).toContain(await placeOf(mailed));
    expect(new Set([id, await placeOf(mailed), await placeOf(last)]).size).toBe(3);
  });

  it("does not leave where nobody would stay, or where it is another's", async () => {
    const [a, b] = [await tell(phone(phoneOf(21))), await tell(phone(phoneOf(22)))];
    const path = `/v1/people/${await placeOf(a)}/split`;
    expect((await post(path, { events: [a.id] })).status).toBe(409);
    expect((await post(path, { events: [b.id] })).status).toBe(409);
    const stranger = { identifier: { type: "email", value: "nobody@brook.cn" } };
    expect((await post(path, stranger)).status).toBe(409);
    expect((await post(path, { identifier: { type: "email", value: "no mail" } })).status).toBe(
      400,
    );
    expect((await post(path, { events: [] })).status).toBe(400);
    expect((await post("/v1/people/nobody/split", { events: [a.id] })).status).toBe(404);
  });
});

describe("a contested link", () => {
  it("asks once, shows both people and why, and is answered, undone and answered otherwise", async () => {
    const shared = phone(phoneOf(31));
    const a = await tell(nationalId(nationalIdOf(31)), shared);
    const b = await tell(nationalId(nationalIdOf(32)), shared);
    const [review, ...others] = await waiting("contested-link");
    expect(others).toEqual([]);
    expect(review).toMatchObject({
      identifier: { type: "phone", value: phoneOf(31) },
      holder: await placeOf(a),
      people: [await placeOf(b)],
      evidence: [{ en: expect.stringContaining("one person"), zh: expect.any(String) }],
    });
    const path = `/v1/reviews/${review?.id ?? ""}`;
    expect((await post(path, { decision: "lift" })).status).toBe(409);
    expect((await post(path, { decision: "replay" })).status).toBe(409);

    expect((await post(path, { decision: "same" })).status).toBe(200);
    expect(await placeOf(a)).toBe(await placeOf(b));
    expect(await waiting("contested-link")).toEqual([]);
    expect(await waiting("contested-link", "decided")).toMatchObject([{ status: "decided" }]);
    expect((await post(path, { decision: "different" })).status).toBe(409);

    expect((await post(path, { decision: "undo" })).status).toBe(200);
    expect(await placeOf(a)).not.toBe(await placeOf(b));
    expect(await waiting("contested-link")).toHaveLength(1);
    expect((await post(path, { decision: "different" })).status).toBe(200);
    expect(await placeOf(a)).not.toBe(await placeOf(b));
    expect(await waiting("contested-link")).toEqual([]);
    // Settled for the future as well: what else the two share asks nobody again.
    await tell(nationalId(nationalIdOf(32)), shared);
    expect(await waiting("contested-link")).toEqual([]);
  });

  it("is dismissed without changing anything", async () => {
    const shared = email(emailOf(41));
    await tell(nationalId(nationalIdOf(41)), shared);
    const b = await tell(nationalId(nationalIdOf(42)), shared);
    const [review] = await waiting("contested-link");
    expect((await post(`/v1/reviews/${review?.id}`, { decision: "dismiss" })).status).toBe(200);
    expect(await waiting("contested-link")).toEqual([]);
    expect((await api.get(`/v1/events/${b.id}`)).body).toMatchObject({ status: "contested" });
    await tell(nationalId(nationalIdOf(42)), shared, phone(phoneOf(42)));
    expect(await waiting("contested-link")).toEqual([]);
  });
});

describe("a value that many share", () => {
  it("asks once, is lifted, and everything is as if it had never been generic", async () => {
    const shared = phone(phoneOf(51));
    const events: CustomerEvent[] = [];
    for (let n = 0; n < 15; n++) events.push(await tell(shared, email(emailOf(100 + n))));
    const places = new Set(await Promise.all(events.map(placeOf)));
    expect(places.size).toBe(15);
    const [review] = await waiting("generic-value");
    expect(review).toMatchObject({ identifier: { value: phoneOf(51) }, carriers: 15 });
    const path = `/v1/reviews/${review?.id ?? ""}`;
    expect((await post(path, { decision: "same" })).status).toBe(409);
    expect((await post(path, { decision: "lift" })).status).toBe(200);
    const after = new Set(await Promise.all(events.map(placeOf)));
    // Together again; of fifteen addresses one person holds ten, and the others are questions.
    expect(after.size).toBe(1);
    expect(await waiting("generic-value")).toEqual([]);
    expect((await post(path, { decision: "undo" })).status).toBe(200);
    expect(new Set(await Promise.all(events.map(placeOf))).size).toBe(15);
    expect(await waiting("generic-value")).toHaveLength(1);
  });

  it("is judged in the background where somebody concerned is being worked on", async () => {
    const shared = phone(phoneOf(71));
    const events: CustomerEvent[] = [];
    for (let n = 0; n < 15; n++) events.push(await tell(shared, email(emailOf(200 + n))));
    const questions = await waiting("generic-value");
    const review = questions.find((each) => JSON.stringify(each).includes(phoneOf(71)));
    const [first] = events;
    const place = await placeOf(first ?? eventOf(0));
    await setState(place, "erasing", store);
    const lifted = await post(`/v1/reviews/${review?.id ?? ""}`, { decision: "lift" });
    expect(lifted.status).toBe(202);
    await setState(place, "active", store);
    const sent = api.messages().flatMap((each) => (each.kind === "settlement" ? each.id : []));
    expect(await settle(sent.at(-1) ?? "", engineOn(store))).toBe("done");
    expect(new Set(await Promise.all(events.map(placeOf))).size).toBe(1);
  });
});

describe("a correction", () => {
  it("stands above every source, keeps its reason and its author, and can be corrected itself", async () => {
    const a = await tell(phone(phoneOf(61)));
    const id = await placeOf(a);
    const path = `/v1/people/${id}/corrections`;
    const correction = { field: "city", value: " Suzhou ", reason: "Asked on the phone." };
    const corrected = await api.post(path, correction);
    expect(corrected).toMatchObject({ status: 200, body: { person: id } });
    expect((await api.post(path, correction)).body).toEqual(corrected.body);
    await tell(phone(phoneOf(61)));
    const { fields, extras, events } = await read(id);
    expect(fields["city"]).toMatchObject({
      value: "Suzhou",
      lineage: { channel: "correction", source: "correction:bo" },
    });
    expect(extras["reason: city"]?.value).toBe("Asked on the phone.");
    expect(events).toBe(3);

    await api.post(path, { field: "city", removed: true, reason: "Moved away." });
    expect((await read(id)).fields["city"]).toBeUndefined();
    await api.post(path, { ...correction, reason: "Back again." });
    expect((await read(id)).fields["city"]?.value).toBe("Suzhou");
  });

  it("reaches a person that nothing points at", async () => {
    const id = await placeOf(await tell());
    const path = `/v1/people/${id}/corrections`;
    const asked = { field: "fullName", value: "Ada Brook", reason: "Met her." };
    expect((await api.post(path, asked)).status).toBe(200);
    expect((await read(id)).fields["fullName"]?.value).toBe("Ada Brook");
  });

  it("is answered alike where so many are concerned that it has to be settled apart", async () => {
    const shared = phoneOf(81);
    const id = await placeOf(await tell(phone(shared, true)));
    for (let n = 0; n < 30; n++) {
      await tell({ ...openid(`o${n}`, true), namespace: `app-${n}` }, phone(shared));
    }
    const asked = { field: "city", value: "Suzhou", reason: "Asked on the phone." };
    const corrected = await api.post(`/v1/people/${id}/corrections`, asked);
    expect(corrected).toMatchObject({ status: 200, body: { person: id } });
    expect((await read(id)).fields["city"]?.value).toBe("Suzhou");
  });

  it("tells by which decision it was joined to a person that nothing points at", async () => {
    const id = await placeOf(await tell());
    const path = `/v1/people/${id}/corrections`;
    const asked = { field: "fullName", value: "Ada Brook", reason: "Met her." };
    const { decision } = CorrectionView.parse((await api.post(path, asked)).body);
    expect((await read(id)).fields["fullName"]?.value).toBe("Ada Brook");
    expect((await post(`/v1/decisions/${decision}/revoke`, undefined)).status).toBe(200);
    expect((await read(id)).fields["fullName"]).toBeUndefined();
  });

  it("tells its event, and by which decision it will be joined, while that is on its way", async () => {
    const shared = phone(phoneOf(91));
    const app = (n: number) => ({ ...openid(`w${n}`, true), namespace: `app-${n}` });
    const [a, b] = [await tell(phone(phoneOf(91), true)), await tell(shared)];
    // Nothing points at b any more, and whom it may concern is more than one transaction reads.
    await post(`/v1/people/${await placeOf(a)}/split`, { events: [b.id] });
    const farthest = await tell(app(0), email(emailOf(91)));
    await tell(app(1), email(emailOf(91)), shared);
    for (let n = 2; n < 29; n++) await tell(app(n), shared);
    const [id, busy] = [await placeOf(b), await placeOf(farthest)];
    await setState(busy, "erasing", store);
    const asked = { field: "fullName", value: "Ada Brook", reason: "Met her." };
    const { status, body } = await api.post(`/v1/people/${id}/corrections`, asked);
    expect(status).toBe(202);
    const { event, decision, settlement = "" } = CorrectionOnItsWay.parse(body);
    await setState(busy, "active", store);
    expect(await settle(settlement, engineOn(store))).toBe("done");
    expect((await read(id)).fields["fullName"]).toMatchObject({
      value: "Ada Brook",
      lineage: { eventId: event },
    });
    await post(`/v1/decisions/${decision}/revoke`, undefined);
    expect((await read(id)).fields["fullName"]).toBeUndefined();
  });

  it("of a person that nothing points at is not done before it has reached that person", async () => {
    const id = await placeOf(await tell());
    const path = `/v1/people/${id}/corrections`;
    const asked = { field: "fullName", value: "Ada Brook", reason: "Met her." };
    await setState(id, "erasing", store);
    expect((await api.post(path, asked)).status).toBe(503);
    await setState(id, "active", store);
    expect((await api.post(path, asked)).status).toBe(200);
    expect((await read(id)).fields["fullName"]?.value).toBe("Ada Brook");
  });

  it.each([
    [400, { field: "shoeSize", value: "41", reason: "Asked." }],
    [400, { field: "email", value: "not an address", reason: "Asked." }],
    [400, { field: "city", value: "Suzhou" }],
    [400, { field: "city", reason: "Asked." }],
    [400, { field: "city", value: "Suzhou", removed: true, reason: "Asked." }],
  ])("is refused where it says nothing: %i", async (status, body) => {
    const id = await placeOf(await tell(phone(phoneOf(71))));
    expect((await api.post(`/v1/people/${id}/corrections`, body)).status).toBe(status);
  });

  it("of nobody is refused", async () => {
    const asked = { field: "city", value: "Suzhou", reason: "Asked." };
    expect((await api.post("/v1/people/nobody/corrections", asked)).status).toBe(404);
  });
});

describe("what nobody may", () => {
  const routes = [
    "/v1/merges",
    "/v1/people/nobody/split",
    "/v1/people/nobody/corrections",
    "/v1/decisions/dec_none/revoke",
    "/v1/reviews/rev_none",
  ];
  it.each(routes)("%s, unless they are stewards", async (path) => {
    for (const role of ["viewer", "entry", "compliance", "auditor"] as const) {
      expect((await api.post(path, {}, { role })).status).toBe(403);
    }
    expect((await api.post(path, {}, { role: undefined })).status).toBe(401);
  });

  it("answer what nobody asked", async () => {
    const unknown = identityReviewId("generic-value", "no key");
    expect((await post(`/v1/reviews/${unknown}`, { decision: "lift" })).status).toBe(404);
    expect((await post("/v1/decisions/dec_none/revoke", undefined)).status).toBe(404);
    const query = { after: "nowhere" };
    expect((await api.get("/v1/reviews", { query })).status).toBe(400);
    expect((await api.get("/v1/decisions", { query })).status).toBe(400);
  });
});
