/** Holds: what may not be erased for a time. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HoldPage, HoldView } from "#shared/domain/privacy/view.ts";
import { beginning } from "#shared/engine/privacy/preview.ts";
import { readRequest } from "#shared/stores/privacy/requests.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { ann, confirmation, eve, openDesk } from "./desk.ts";

let stores: TestStores;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(() => {
  desk = openDesk(stores.store);
});

const ground = "legal-claims" as const;
const until = "2027-01-01T00:00:00Z";
const place = async (body: object) => {
  const answered = await desk.api.post("/v1/holds", { ground, until, ...body }, ann);
  if (answered.status !== 201) throw new Error(answered.text);
  return HoldView.parse(answered.body);
};
const list = async (status: "standing" | "lifted") =>
  HoldPage.parse((await desk.api.get("/v1/holds", { ...ann, query: { status } })).body).holds;

/** How many holds the preview of a request about this person finds. */
async function heldOf(mail: string): Promise<number | undefined> {
  const { id } = await desk.file(mail);
  await desk.step(id, "identity", confirmation);
  return (await desk.step(id, "preview")).preview?.holds;
}

describe("a hold", () => {
  it("on an identifier, or on an event, is found by whoever would erase it", async () => {
    const [one, two, free] = [await desk.somebody(), await desk.somebody(), await desk.somebody()];
    const byPhone = { type: "phone", value: one.phone };
    const hold = await place({ identifiers: [byPhone] });
    expect(hold).toMatchObject({
      id: expect.stringMatching(/^hld_[\w-]{27}$/) as string,
      by: "ann",
      until: "2027-01-01T00:00:00.000Z",
      counts: { events: 0, identifiers: 1 },
      inForce: true,
    });
    await place({ events: [two.event] });
    await place({ events: [two.event] });
    expect([await heldOf(one.email), await heldOf(two.email), await heldOf(free.email)]).toEqual([
      1, 2, 0,
    ]);
  });

  it("also holds what a request names and nobody is known by", async () => {
    await place({ identifiers: [{ type: "email", value: "not-yet-known@brook.cn" }] });
    expect(await heldOf("not-yet-known@brook.cn")).toBe(1);
  });

  it("ends by itself, or when it is lifted: once, and by whoever lifted it first", async () => {
    const person = await desk.somebody();
    const hold = await place({ events: [person.event] });
    const lift = (by = ann) => desk.api.post(`/v1/holds/${hold.id}/lift`, undefined, by);
    expect((await lift()).body).toMatchObject({ inForce: false, lifted: { by: "ann" } });
    expect((await lift(eve)).body).toMatchObject({ inForce: false, lifted: { by: "ann" } });
    expect(await heldOf(person.email)).toBe(0);
    expect((await list("lifted")).map(({ id }) => id)).toContain(hold.id);
    expect((await list("standing")).map(({ id }) => id)).not.toContain(hold.id);
    await place({ events: [person.event] });
    desk.api.clock.now = new Date(until);
    expect(await heldOf(person.email)).toBe(0);
  });

  it("stands between an approval and the erasure, until it is lifted", async () => {
    const { id, roots, person } = await desk.previewed();
    await desk.step(id, "approve", { roots }, eve);
    const hold = await place({ identifiers: [{ type: "email", value: person.email }] });
    const { store } = stores;
    const begin = async () => {
      const stored = await readRequest(id, store);
      return stored && beginning(stored, desk.api.clock.now.toISOString(), store);
    };
    expect(await begin()).toEqual({ kind: "begin", live: roots, holds: [ground] });
    await desk.api.post(`/v1/holds/${hold.id}/lift`, undefined, ann);
    expect(await begin()).toEqual({ kind: "begin", live: roots, holds: [] });
  });

  it.each([
    ["without an end", { events: ["evt_1"], ground }],
    ["that is over", { events: ["evt_1"], ground, until: "2026-01-01T00:00:00Z" }],
    ["on nothing", { ground, until }],
    ["on no ground", { events: ["evt_1"], until }],
    ["on what is no address", { identifiers: [{ type: "email", value: "?" }], ground, until }],
    ["on too much", { events: Array.from({ length: 91 }, (_, n) => `evt_${n}`), ground, until }],
  ])("%s is none", async (_, body) => {
    expect((await desk.api.post("/v1/holds", body, ann)).status).toBe(400);
  });

  it("that is none cannot be lifted, and stewards have no business with any", async () => {
    expect((await desk.api.post("/v1/holds/hld_none/lift", undefined, ann)).status).toBe(404);
    expect((await desk.api.post("/v1/holds", { events: ["evt_1"], ground, until })).status).toBe(
      403,
    );
  });
});
