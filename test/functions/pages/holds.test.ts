/** Holds on data, through the pages and the real API. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { openOffice, readable } from "./office.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const standing = { ground: "legal-claims", until: "2026-06-30" };
const putAt = "/pages/holds/put";

it("are put on an identifier to the end of a day, listed without it, and lifted", async () => {
  const { desk, officer, addresses } = await openOffice(stores.store);
  const ann = await officer("ann");
  const { email } = await desk.somebody();
  const put = await ann.send(putAt, { ...standing, type: "email", value: email });
  expect(put.location).toBe("/pages/holds?done=put");
  expect(put.text).not.toContain(email);
  expect(readable(put)).toMatch(/hld_[\w-]{27} Legal claims 1 identifier 30 Jun 2026/);
  const [id = ""] = /hld_[\w-]{27}/.exec(put.text) ?? [];
  const lifted = await ann.send("/pages/holds", { id });
  expect(lifted.location).toBe("/pages/holds?done=lift");
  expect(readable(lifted)).not.toContain(id);
  expect(readable(await ann.open("/pages/holds?status=lifted"))).toContain(id);
  expect(addresses.join()).not.toContain(email.split("@")[0]);
});

it("are put on events by their ids", async () => {
  const { desk, officer } = await openOffice(stores.store);
  const [one, other] = [await desk.somebody(), await desk.somebody()];
  const put = await (
    await officer("ann")
  ).send(putAt, { ...standing, type: "email", events: `${one.event}\n ${other.event}\n` });
  expect(readable(put)).toContain("2 events");
});

it.each([
  ["nothing", {}, "Say what is held"],
  [
    "an identifier and events",
    { value: "a@brook.cn", events: "evt_aaaa" },
    "put one hold for each",
  ],
  ["what is no event", { events: "req_1" }, "each beginning with evt_"],
  ["what is no e-mail", { value: "brook" }, "cannot be one of its kind"],
  ["a day that is over", { value: "a@brook.cn", until: "2026-03-08" }, "still to come"],
  ["no ground", { value: "a@brook.cn", ground: "" }, "Choose a ground."],
] as const)("are not put on %s, and what was entered is kept", async (...[, sent, words]) => {
  const { officer } = await openOffice(stores.store);
  const refused = await (await officer("ann")).send(putAt, { ...standing, type: "email", ...sent });
  expect([refused.status, readable(refused)]).toEqual([400, expect.stringContaining(words)]);
  for (const value of Object.values(sent)) expect(refused.text).toContain(value);
});

it("that there is none of cannot be lifted; an auditor sees no way to", async () => {
  const { desk, officer } = await openOffice(stores.store);
  await desk.api.post(
    "/v1/holds",
    { events: ["evt_1"], ground: "dispute", until: "2026-06-30T00:00:00Z" },
    { role: "compliance" },
  );
  const ann = await officer("ann");
  expect((await ann.send("/pages/holds", { id: "hld_none" })).status).toBe(404);
  const seen = await (await officer("audrey", "auditor")).open("/pages/holds");
  expect(readable(seen)).toContain("The person disputes something");
  expect(seen.text).not.toContain('name="id"');
});
